import type { Json, JsonObject } from '../../agents/agent.ts';
import { at, isObject, listAt, numberAt, textAt } from '../../json-path.ts';
import {
  dataUrl,
  Untranslatable,
  unknownPart,
  type Effort,
  type Part,
  type RequestAbout,
  type RequestReader,
  type RequestWriter,
} from '../request.ts';

/** https://ai.google.dev/api/generate-content, 2026-11; what Gemini CLI 0.61.0 sends of it, and OpenCode 1.18.33. */
export const readRequest: RequestReader = (sent, about, writer) => {
  const body = inOneSpelling(sent);
  const system = at(body, 'systemInstruction');
  const texts =
    typeof system === 'string' ? [system] : listAt(system, 'parts').map((part) => textAt(part, 'text') ?? '');
  for (const text of texts) if (text.trim() !== '') writer.system(text);
  const contents = listAt(body, 'contents');
  if (contents.length === 0) throw new Untranslatable('The request has no contents.');
  const read = createTurnReader(about, writer);
  for (const content of contents) read(content);
  tools(body, about, writer);
  options(body, writer);
};

/**
 * Google reads the names of its fields as `mimeType` and as `mime_type`, and its library for Python mixes them (google-genai
 * 3.6.1). What a user or a model has named stays.
 */
function inOneSpelling(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOneSpelling);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).map(([name, inner]): [string, unknown] => {
    if (ofNames.has(name) && isObject(inner)) {
      return [name, Object.fromEntries(Object.entries(inner).map(([key, schema]) => [key, inOneSpelling(schema)]))];
    }
    const spelled = name.replaceAll(/_[a-z]/g, (found) => found.slice(1).toUpperCase());
    return [spelled, ofOthers.has(spelled) ? inner : inOneSpelling(inner)];
  });
  return Object.fromEntries(fields);
}

/** In a schema: what stands below them has names of the user's. */
const ofNames = new Set(['properties', 'patternProperties', 'defs', '$defs', 'definitions']);
const ofOthers = new Set(['args', 'response', 'parametersJsonSchema', 'responseJsonSchema', 'default', 'example']);

function createTurnReader(about: RequestAbout, writer: RequestWriter): (content: unknown) => void {
  /** Calls without their result yet. Ids are new in this protocol, and not all clients give any. */
  let open: { readonly id: string; readonly name: string }[] = [];
  let calls = 0;

  const model = (part: unknown): void => {
    const own = about.carried(at(part, 'thoughtSignature'));
    if (own !== undefined) writer.thought({ text: '', ...own });
    const call = at(part, 'functionCall');
    if (call !== undefined) {
      const name = textAt(call, 'name') ?? '';
      calls += 1;
      const id = textAt(call, 'id') || `call_${calls}`;
      open.push({ id, name });
      writer.call({ id, tool: { kind: 'function', name }, arguments: JSON.stringify(at(call, 'args') ?? {}) });
      return;
    }
    const text = textAt(part, 'text');
    if (text === undefined) throw unknownPart('a part of an answer of the kind', kindOf(part));
    // A thought's text stands in the signature behind it, as far as this relay gave it.
    if (at(part, 'thought') !== true && text !== '') writer.said(text);
  };

  const user = (part: unknown): void => {
    const result = at(part, 'functionResponse');
    if (result === undefined) {
      writer.user([partOf(part)]);
      return;
    }
    const [id, name] = [textAt(result, 'id'), textAt(result, 'name')];
    const place = open.findIndex((call) => (id === undefined || id === '' ? call.name === name : call.id === id));
    const call = open[place];
    open = open.toSpliced(place, call === undefined ? 0 : 1);
    const response = at(result, 'response');
    const more = listAt(result, 'parts').map(partOf);
    const failed = at(response, 'error') !== undefined;
    writer.result(call?.id ?? id ?? '', [{ kind: 'text', text: resultText(response) }, ...more], failed);
  };

  let before = '';
  return (content) => {
    const role = textAt(content, 'role') ?? 'user';
    if (role === 'model') {
      // Some clients give each of an answer's calls a turn of its own.
      if (before !== 'model') open = [];
      listAt(content, 'parts').forEach(model);
    } else if (role === 'user' || role === 'function') listAt(content, 'parts').forEach(user);
    else throw unknownPart('a turn with the role', role);
    before = role;
  };
}

/** The vendor prescribes no name for it: Gemini CLI says `output` or `error`, OpenCode `content` beside the tool's name. */
function resultText(response: unknown): string {
  if (typeof response === 'string') return response;
  const fields = Object.entries((response ?? {}) as JsonObject).filter(([name]) => name !== 'name');
  const only = fields.length === 1 ? fields[0]?.[1] : undefined;
  return typeof only === 'string' ? only : JSON.stringify(response ?? {});
}

function partOf(part: unknown): Part {
  const text = textAt(part, 'text');
  if (text !== undefined) return { kind: 'text', text };
  const inline = at(part, 'inlineData');
  const type = textAt(inline ?? at(part, 'fileData'), 'mimeType') ?? '';
  // Its library for Python writes bytes in the alphabet for addresses.
  const data = (textAt(inline, 'data') ?? '').replaceAll('-', '+').replaceAll('_', '/');
  const url = inline === undefined ? textAt(part, 'fileData', 'fileUri') : dataUrl(type, data);
  if (url === undefined) throw unknownPart('a part of the kind', kindOf(part));
  if (inline === undefined && !url.startsWith('https://')) throw unknownPart('a file that stands at', 'Google');
  if (type.startsWith('image/')) return { kind: 'image', url };
  if (type === 'application/pdf') return { kind: 'file', url, type };
  throw unknownPart('media of the kind', type);
}

function kindOf(part: unknown): string | undefined {
  return Object.keys(part ?? {}).find((name) => name !== 'thought' && name !== 'thoughtSignature');
}

function tools(body: unknown, about: RequestAbout, writer: RequestWriter): void {
  const hosted: string[] = [];
  let offered = 0;
  const allowed = listAt(body, 'toolConfig', 'functionCallingConfig', 'allowedFunctionNames');
  for (const tool of listAt(body, 'tools')) {
    hosted.push(...Object.keys(tool as object).filter((name) => name !== 'functionDeclarations'));
    for (const declaration of listAt(tool, 'functionDeclarations')) {
      const name = textAt(declaration, 'name') ?? '';
      offered += 1;
      if (allowed.length > 0 && !allowed.includes(name)) continue;
      const schema = at(declaration, 'parametersJsonSchema') ?? plainSchema(at(declaration, 'parameters'));
      writer.tool({
        tool: { kind: 'function', name },
        description: textAt(declaration, 'description'),
        schema: schema as JsonObject | undefined,
      });
    }
  }
  if (hosted.length > 0 && offered === 0) {
    throw new Untranslatable(
      `${hosted.join(', ')} runs at Google alone, and this model is reached over another protocol: it can't be used here.`,
    );
  }
  for (const name of hosted) about.note(`${name} runs at Google alone: the model is not offered it.`);
}

/** Google's older schemas name types in capitals, and say `nullable`; a property may be called so too. */
function plainSchema(schema: unknown): Json | undefined {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return undefined;
  const type = textAt(schema, 'type')?.toLowerCase();
  const fields = Object.entries(schema as JsonObject).map(([name, value]): [string, Json] => {
    if (name === 'type') return [name, at(schema, 'nullable') === true ? [type ?? '', 'null'] : (type ?? '')];
    if (name === 'properties') {
      const properties = Object.entries(value as JsonObject);
      return [name, Object.fromEntries(properties.map(([key, inner]) => [key, plainSchema(inner) ?? {}]))];
    }
    if (name === 'items') return [name, plainSchema(value) ?? {}];
    if (name === 'anyOf' && Array.isArray(value)) return [name, value.map((inner) => plainSchema(inner) ?? {})];
    return [name, value];
  });
  return Object.fromEntries(fields.filter(([name]) => name !== 'nullable' && name !== 'propertyOrdering'));
}

function options(body: unknown, writer: RequestWriter): void {
  const config = at(body, 'generationConfig');
  const mode = textAt(body, 'toolConfig', 'functionCallingConfig', 'mode');
  const modes = { AUTO: 'auto', VALIDATED: 'auto', ANY: 'required', NONE: 'none' } as const;
  const schema = at(config, 'responseJsonSchema') ?? plainSchema(at(config, 'responseSchema'));
  const json = textAt(config, 'responseMimeType') === 'application/json';
  if ((numberAt(config, 'candidateCount') ?? 1) > 1) throw unknownPart('several answers:', 'candidateCount');
  writer.options({
    maxOutput: numberAt(config, 'maxOutputTokens'),
    temperature: numberAt(config, 'temperature'),
    topP: numberAt(config, 'topP'),
    seed: numberAt(config, 'seed'),
    presencePenalty: numberAt(config, 'presencePenalty'),
    frequencyPenalty: numberAt(config, 'frequencyPenalty'),
    stop: listAt(config, 'stopSequences').filter((word) => typeof word === 'string'),
    choice: modes[mode as keyof typeof modes],
    effort: effortOf(at(config, 'thinkingConfig')),
    summaries: at(config, 'thinkingConfig', 'includeThoughts') === true,
    format: json ? { name: 'answer', ...(schema === undefined ? {} : { schema: schema as JsonObject }) } : undefined,
  });
}

/** Gemini 3 takes a level, older ones a number of tokens; -1 leaves it to the model. */
function effortOf(thinking: unknown): Effort | undefined {
  const level = textAt(thinking, 'thinkingLevel')?.toLowerCase();
  if (level === 'minimal' || level === 'low' || level === 'medium' || level === 'high') return level;
  const budget = numberAt(thinking, 'thinkingBudget');
  if (budget === undefined || budget < 0) return undefined;
  if (budget === 0) return 'none';
  if (budget <= 2048) return 'low';
  return budget <= 8192 ? 'medium' : 'high';
}
