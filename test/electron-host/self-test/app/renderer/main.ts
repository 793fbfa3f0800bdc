/**
 * The probe's page.
 */
import './style.css';
import type { Status } from '../probe.ts';

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
};

const show = ({ state, port }: Status): void => {
  element('state').textContent = port === undefined ? state : `${state}:${port}`;
};

window.probe.onStatus(show);
void window.probe.status().then(show);

const save = async (): Promise<void> => {
  const { file } = await window.probe.save({ text: 'hello', when: new Date(0), bytes: new Uint8Array([1, 2, 3]) });
  element('out').textContent = file;
};

element('save').addEventListener('click', () => void save());
