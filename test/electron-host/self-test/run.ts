/**
 * `npm run test:host [-- --electron] [arguments of playwright test]`: the probe's specs, on the test host unless
 * `--electron` asks for the real one.
 */
import { once } from 'node:events';
import { runSpecs } from './run-specs.ts';

const args = process.argv.slice(2);
const child = runSpecs({
  args: args.filter((argument) => argument !== '--electron'),
  onHost: !args.includes('--electron'),
  stdio: 'inherit',
});
const [code] = await once(child, 'exit');
process.exitCode = typeof code === 'number' ? code : 1;
