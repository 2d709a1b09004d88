import type { Answers, Connection, Gateway } from './gateways/gateway.ts';
import type { Profile } from './profile.ts';

/** What the flags and `JETWAY_*` variables say; the flags have won already. */
export interface Options {
  readonly profile?: string;
  readonly gateway?: string;
  /** Settings by id, from `--set` and the flags of their own. */
  readonly settings: Readonly<Record<string, string>>;
  readonly model?: string;
  readonly smallModel?: string;
  readonly keyStdin?: boolean;
  readonly providerKeyStdin?: boolean;
  readonly keyCommand?: string;
  readonly yes?: boolean;
  /** Ask every question again, with the saved answers preselected. */
  readonly ask?: boolean;
  /** The named profile may be one that is still to be made. */
  readonly create?: boolean;
  readonly verbose?: boolean;
  /** Take what was kept of the gateway's lists, and ask for nothing that can be had without. */
  readonly offline?: boolean;
}

/** A gateway with its settings, and the profile they belong to. */
export interface Choice {
  readonly profile?: { readonly name: string; readonly saved: Profile };
  readonly gateway: Gateway;
  readonly answers: Answers;
  readonly connection: Connection;
  /** A question was asked, so there is something to save. */
  readonly asked: boolean;
}
