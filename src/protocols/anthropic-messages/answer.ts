import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import type { AnswerEvent, AnswerEventReader, EndReason } from '../answer.ts';
import type { Complaint, ComplaintKind } from '../complaint.ts';
import { errors } from './errors.ts';

const reasons: Readonly<Record<string, EndReason>> = {
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'filter',
};

const kinds: Readonly<Record<string, ComplaintKind>> = {
  invalid_request_error: 'invalid',
  authentication_error: 'credential',
  permission_error: 'forbidden',
  not_found_error: 'missing',
  request_too_large: 'too-large',
  rate_limit_error: 'rate-limit',
  overloaded_error: 'overloaded',
};

/** Reads the events of a stream, or a whole message. */
export function createAnswerReader(): AnswerEventReader {
  let signature = '';
  let thinking = false;
  let calling = false;

  const start = (block: unknown, key: string): readonly AnswerEvent[] => {
    const type = textAt(block, 'type') ?? '';
    thinking = type === 'thinking';
    calling = type === 'tool_use';
    switch (type) {
      case 'text':
        return [{ kind: 'text', text: textAt(block, 'text') ?? '' }];
      case 'thinking':
        signature = textAt(block, 'signature') ?? '';
        return [{ kind: 'thought', text: textAt(block, 'thinking') ?? '' }];
      case 'redacted_thinking':
        return [{ kind: 'seal', state: { redacted: textAt(block, 'data') ?? '' } }];
      case 'tool_use': {
        const input = at(block, 'input');
        const filled = typeof input === 'object' && input !== null && Object.keys(input).length > 0;
        return [
          {
            kind: 'call',
            key,
            id: textAt(block, 'id'),
            name: textAt(block, 'name'),
            arguments: filled ? JSON.stringify(input) : undefined,
          },
        ];
      }
      default:
        return [{ kind: 'error', complaint: unknown(type) }];
    }
  };

  const stop = (key: string): readonly AnswerEvent[] => {
    if (calling) return [{ kind: 'call', key, whole: true }];
    if (!thinking) return [];
    thinking = false;
    return [{ kind: 'seal', state: signature === '' ? {} : { signature } }];
  };

  const delta = (value: unknown, key: string): readonly AnswerEvent[] => {
    switch (textAt(value, 'type')) {
      case 'text_delta':
        return [{ kind: 'text', text: textAt(value, 'text') ?? '' }];
      case 'thinking_delta':
        return [{ kind: 'thought', text: textAt(value, 'thinking') ?? '' }];
      case 'signature_delta':
        signature += textAt(value, 'signature') ?? '';
        return [];
      case 'input_json_delta':
        return [{ kind: 'call', key, arguments: textAt(value, 'partial_json') ?? '' }];
      default:
        return [];
    }
  };

  const whole = (block: unknown, index: number): readonly AnswerEvent[] => {
    const key = String(index);
    return [...start(block, key), ...stop(key)];
  };

  return (event) => {
    const key = String(numberAt(event, 'index') ?? 0);
    switch (textAt(event, 'type')) {
      case 'content_block_start':
        return start(at(event, 'content_block'), key);
      case 'content_block_delta':
        return delta(at(event, 'delta'), key);
      case 'content_block_stop':
        return stop(key);
      case 'message_delta': {
        const reason = textAt(event, 'delta', 'stop_reason');
        return reason === undefined ? [] : [{ kind: 'end', reason: reasons[reason] ?? 'stop' }];
      }
      case 'message_stop':
        return [{ kind: 'last' }];
      case 'message':
        return [
          ...listAt(event, 'content').flatMap(whole),
          { kind: 'end', reason: reasons[textAt(event, 'stop_reason') ?? ''] ?? 'stop' },
          { kind: 'last' },
        ];
      case 'error':
        return [{ kind: 'error', complaint: wrong(event) }];
      default:
        return at(event, 'error') === undefined ? [] : [{ kind: 'error', complaint: wrong(event) }];
    }
  };
}

function unknown(type: string): Complaint {
  return {
    kind: 'failed',
    message: `The model's answer has a part of a kind that can't be translated: ${type || '?'}.`,
  };
}

function wrong(event: unknown): Complaint {
  const message = textAt(event, 'error', 'message') ?? 'The server broke the answer off.';
  if (errors.overflows(event)) return { kind: 'overflow', message };
  return { kind: kinds[textAt(event, 'error', 'type') ?? ''] ?? 'failed', message };
}
