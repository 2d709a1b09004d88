import process from 'node:process';

/** A Mac as far as a program asks which system it is on; files, processes and paths stay this system's. */
Object.defineProperty(process, 'platform', {
  ...Object.getOwnPropertyDescriptor(process, 'platform'),
  value: 'darwin',
});
