import { describe, expect, it } from 'vitest';
import { readPeriod } from '../../../src/usage/period.ts';

describe('the day of a time', () => {
  // Hours, halves and quarters of one from UTC, and a clock that is put forward at night.
  it.each(['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Pacific/Chatham', 'America/St_Johns', 'America/Santiago'])(
    'is that of the calendar in %s, around each midnight of a month',
    (zone) => {
      const { day } = readPeriod('1d', zone, Date.now());
      const calendar = new Intl.DateTimeFormat('en-CA', {
        timeZone: zone,
        ...({ year: 'numeric', month: '2-digit', day: '2-digit' } as const),
      });
      const begin = Date.parse('2026-03-20T00:00:00Z');
      const times = Array.from({ length: 30 * 24 * 4 }, (_, quarter) => begin + quarter * 900_000);
      const wrong = times.flatMap((time) => [time - 1, time]).filter((time) => day(time) !== calendar.format(time));
      expect(wrong).toEqual([]);
    },
  );
});
