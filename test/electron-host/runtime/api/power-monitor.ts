/**
 * The `powerMonitor` module of a machine on mains that somebody works at. Specs emit `suspend`, `resume` and the rest.
 */
import { EventEmitter } from 'node:events';

export class PowerMonitor extends EventEmitter {
  onBatteryPower = false;

  getSystemIdleState(_idleThreshold: number): 'active' {
    return 'active';
  }

  getSystemIdleTime(): number {
    return 0;
  }

  getCurrentThermalState(): 'nominal' {
    return 'nominal';
  }

  isOnBatteryPower(): boolean {
    return this.onBatteryPower;
  }
}
