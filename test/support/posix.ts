import process from 'node:process';

/**
 * Here is nothing that only POSIX has: file modes, signals, descriptors above 2, FIFOs and devices, `/proc`, its shells, and links
 * for everybody. A test of one of these is left out on Windows by this name.
 */
export const noPosix = process.platform === 'win32';
