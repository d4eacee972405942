// Xtensa with register windows: ESP32, ESP32-S2, ESP32-S3. Code cannot be read by bytes there, so constants are an image
// of their own.
import { xtensaFamily } from './xtensa-family.js';

export const xtensawin = xtensaFamily({ name: 'xtensawin', abi: 'windowed', separateRodata: true });
