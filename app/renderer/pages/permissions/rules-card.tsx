/** The rules in their order, which decides; each can be moved, edited and removed. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPencil, IconShieldLock, IconTrash, type TablerIcon } from '@tabler/icons-react';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { StateWord } from '../../components/state-word.tsx';
import type { Tone } from '../../components/tone.ts';
import { Topic } from '../../components/topic.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { type Decision, type Rule, withoutRule, withRuleMoved } from '../../model/policy-draft.ts';
import type { PolicyCardProps } from './read-only-card.tsx';

const TONES: Readonly<Record<Decision, Tone>> = { allow: 'good', ask: 'warning', deny: 'bad' };

export function RulesCard({ policy, save, onEdit }: PolicyCardProps & { readonly onEdit: (index: number) => void }) {
  const { t } = useLanguage();
  const { rules } = policy;
  return (
    <Card title={t('permissions.rules')}>
      {rules.length === 0 ? (
        <EmptyState
          icon={IconShieldLock}
          title={t('permissions.noRules')}
          action={save !== null && <Button onClick={() => onEdit(0)}>{t('permissions.add')}</Button>}
        >
          {t('permissions.noRulesText')}
        </EmptyState>
      ) : (
        <>
          <p className="meta">{t('permissions.rulesHelp')}</p>
          <div className="rules-scroll">
            <table className="rules">
              <thead>
                <tr>
                  <th className="rules__number">{t('permissions.number')}</th>
                  <th className="rules__decision">{t('permissions.decision')}</th>
                  <th className="rules__tool">{t('permissions.tool')}</th>
                  <th className="rules__action">{t('permissions.action')}</th>
                  <th>{t('permissions.topic')}</th>
                  {save !== null && (
                    <th className="rules__buttons">
                      <span className="visually-hidden">{t('common.actions')}</span>
                    </th>
                  )}
                </tr>
              </thead>
              <tbody>
                {rules.map((rule, index) => (
                  // oxlint-disable-next-line react/no-array-index-key -- the place is what a rule is known by
                  <tr key={index}>
                    <RuleCells rule={rule} number={index + 1} />
                    {save !== null && (
                      <td className="rules__buttons">
                        <span className="row rules__row">
                          <RuleButton
                            icon={IconArrowUp}
                            label={t('permissions.up')}
                            name={t('permissions.upNamed', { number: index + 1 })}
                            disabled={index === 0}
                            onClick={() => void save.run(withRuleMoved(policy, index, -1))}
                          />
                          <RuleButton
                            icon={IconArrowDown}
                            label={t('permissions.down')}
                            name={t('permissions.downNamed', { number: index + 1 })}
                            disabled={index === rules.length - 1}
                            onClick={() => void save.run(withRuleMoved(policy, index, 1))}
                          />
                          <RuleButton
                            icon={IconPencil}
                            label={t('common.edit')}
                            name={t('permissions.editNamed', { number: index + 1 })}
                            onClick={() => onEdit(index)}
                          />
                          <RuleButton
                            icon={IconTrash}
                            label={t('common.delete')}
                            name={t('permissions.deleteNamed', { number: index + 1 })}
                            onClick={() => void save.run(withoutRule(policy, index))}
                          />
                        </span>
                      </td>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Card>
  );
}

function RuleCells({ rule, number }: { readonly rule: Rule; readonly number: number }) {
  const { t } = useLanguage();
  const { tool, action, topic, decision } = rule;
  return (
    <>
      <td className="numeric">{number}</td>
      <td>
        <StateWord tone={TONES[decision]}>{t(`decision.${decision}`)}</StateWord>
      </td>
      <td title={tool}>
        <span className={tool === undefined ? 'meta' : 'rules__name'}>{tool ?? t('permissions.anyTool')}</span>
      </td>
      <td>{action === undefined ? <span className="meta">{t('permissions.anyAction')}</span> : t(`action.${action}`)}</td>
      <td>
        {topic === undefined ? (
          <span className="meta">{action === 'connect' ? '–' : t('permissions.anyTopic')}</span>
        ) : (
          <Topic>{topic}</Topic>
        )}
      </td>
    </>
  );
}

interface RuleButtonProps {
  readonly icon: TablerIcon;
  readonly label: string;
  /** Says which rule, for those who do not see the row. */
  readonly name: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function RuleButton({ icon: Icon, label, name, disabled = false, onClick }: RuleButtonProps) {
  return (
    <Tooltip label={label} disabled={disabled}>
      <ActionIcon size={24} aria-label={name} disabled={disabled} onClick={onClick}>
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
