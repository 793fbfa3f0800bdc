/** One setting: what it is called, what it does, its control. The control is labelled by the name. */
import type { ReactNode } from 'react';

interface SettingRowProps {
  /** Id of the element that names the control, for controls that are not labelled otherwise. */
  readonly labelId?: string;
  readonly name: string;
  readonly help?: string;
  readonly children: ReactNode;
}

export function SettingRow({ labelId, name, help, children }: SettingRowProps) {
  return (
    <div className="setting-row">
      <div className="setting-row__text">
        <p id={labelId}>{name}</p>
        {help !== undefined && <p className="meta">{help}</p>}
      </div>
      <div className="setting-row__control">{children}</div>
    </div>
  );
}
