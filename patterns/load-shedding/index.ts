export { type AdmissionSettings, createAdmission } from './admission.ts';
export { ControlledDelay, type ShedSettings } from './controlled-delay.ts';
export { policy } from './policy.ts';
