/** What a model can only tell where it was given it: digits that stand in a picture and on a page. Base64. */
export const picture = {
  /** 324 × 132, black on white. */
  png: 'iVBORw0KGgoAAAANSUhEUgAAAUQAAACEAQAAAADADm9rAAAAbElEQVR42u3XOw4AIQhFUXbA/nfpDhwSZwYVC+uXS0HEHK2IH+uX0QyJRIrIb2D+lhHbAKknc97TR84SqScjrx0yZ6SqXFplOxn6tBtSTI7wc4f8a5Fisr4E6pWBVJbl4ZfNg5SU/HaRSH35ALxTCRRuxJklAAAAAElFTkSuQmCC',
  question: 'Which number is in the picture? Answer with its digits alone.',
  answer: '4182',
} as const;

const onPage = '7316';

export const page = {
  pdf: btoa(pdfOf(`The number of this page is ${onPage}.`)),
  question: 'Which number does the page tell? Answer with its digits alone.',
  answer: onPage,
} as const;

/** A page with one line: PDF 1.4 with the offset of each object, as strict readers want it. `line`: ASCII without brackets. */
function pdfOf(line: string): string {
  const content = `BT /F1 24 Tf 40 100 Td (${line}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 500 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  return `${text}${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
}

/** Instructions of more tokens than any provider's least prefix for a cache (4,096, Anthropic's and Google's, 2026-11). */
export const longInstructions = Array.from(
  { length: 600 },
  (_, index) => `Rule ${index + 1}: keep each answer as short as the question allows.`,
).join('\n');
