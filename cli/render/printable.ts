/** What others wrote, without control characters: no file may steer a terminal. Lines stay lines. */
export const printable = (text: string): string => text.replace(/[^\P{Cc}\n]/gu, ' ');
