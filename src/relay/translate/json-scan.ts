/** Watches the JSON of a call's arguments go by, to know where it ends without parsing it again at each piece. */
export interface JsonScan {
  /** What of this piece is to be sent on: nothing before the object begins, nothing behind its end. */
  push(piece: string): string;
  /** The object's first brace was seen. */
  begun(): boolean;
  /** The object's last brace was seen. */
  complete(): boolean;
  /** What came in place of an object; empty for nothing, white space or `null`. */
  rest(): string;
}

export function createJsonScan(): JsonScan {
  let [depth, inString, escaped] = [0, false, false];
  let [begun, complete] = [false, false];
  let before = '';

  /** Where in the piece the object ends; its length where it goes on. */
  const endOf = (piece: string): number => {
    for (let index = 0; index < piece.length; index += 1) {
      const unit = piece[index];
      if (escaped) escaped = false;
      else if (inString) {
        if (unit === '\\') escaped = true;
        else if (unit === '"') inString = false;
      } else if (unit === '"') inString = true;
      else if (unit === '{' || unit === '[') depth += 1;
      else if (unit === '}' || unit === ']') {
        depth -= 1;
        if (depth === 0) return index + 1;
      }
    }
    return piece.length;
  };

  return {
    push: (piece) => {
      if (complete) return '';
      const from = begun ? 0 : piece.indexOf('{');
      // A brace behind anything but white space begins no object: it is kept as it is, for the agent to refuse.
      if (from === -1 || (!begun && `${before}${piece.slice(0, from)}`.trim() !== '')) {
        before += piece;
        return '';
      }
      begun = true;
      const rest = piece.slice(from);
      const end = endOf(rest);
      complete = depth === 0;
      return rest.slice(0, end);
    },
    begun: () => begun,
    complete: () => complete,
    rest: () => {
      const text = before.trim();
      return text === 'null' ? '' : text;
    },
  };
}
