/** What is read of an entry of `GET /containers/json?all=1`, as Engine API 1.41 and later give it. */
export interface ListedContainer {
  readonly Id: string;
  readonly Names?: readonly string[] | null;
  readonly Image?: string;
  readonly State?: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly HostConfig?: { readonly NetworkMode?: string };
  readonly NetworkSettings?: { readonly Networks?: Readonly<Record<string, ListedEndpoint>> | null } | null;
  readonly Ports?: readonly ListedPort[] | null;
}

/** `NetworkID` is empty until the container was started once, the rest while it does not run. */
export interface ListedEndpoint {
  readonly NetworkID?: string;
  readonly EndpointID?: string;
  readonly IPAddress?: string;
  readonly GlobalIPv6Address?: string;
  readonly Gateway?: string;
}

export interface ListedPort {
  readonly IP?: string;
  readonly PrivatePort: number;
  readonly PublicPort?: number;
  readonly Type: string;
}

/** What is read of an entry of `GET /networks`. */
export interface ListedNetwork {
  readonly Id: string;
  readonly Name: string;
  readonly Driver?: string;
  readonly Internal?: boolean;
  readonly IPAM?: {
    readonly Config?: readonly { readonly Subnet?: string; readonly Gateway?: string }[] | null;
  } | null;
}

/** What only `GET /containers/{id}/json` tells. `DNSNames` exists since Engine API 1.44. */
export interface InspectedContainer {
  readonly Id: string;
  readonly Name: string;
  readonly HostConfig?: { readonly ExtraHosts?: readonly string[] | null };
  readonly NetworkSettings?: {
    readonly Networks?: Readonly<Record<string, InspectedEndpoint>> | null;
  } | null;
}

interface InspectedEndpoint {
  readonly Aliases?: readonly string[] | null;
  readonly DNSNames?: readonly string[] | null;
}

/** The engine answered, but not as an engine does. */
class StrangeAnswer extends Error {
  override readonly name = 'StrangeAnswer';
}

/** Throws `StrangeAnswer` for anything but a complete list, so that half a listing never passes for a whole one. */
export function readContainers(answer: unknown): readonly ListedContainer[] {
  return listOf(answer, 'containers', ['Id']) as readonly ListedContainer[];
}

/** As `readContainers`, for networks. */
export function readNetworks(answer: unknown): readonly ListedNetwork[] {
  return listOf(answer, 'networks', ['Id', 'Name']) as readonly ListedNetwork[];
}

/** Throws `StrangeAnswer` for what does not describe a container. */
export function readInspected(answer: unknown): InspectedContainer {
  return checked(answer, 'container', ['Id', 'Name']) as InspectedContainer;
}

function listOf(answer: unknown, what: string, texts: readonly string[]): readonly unknown[] {
  if (!Array.isArray(answer)) throw new StrangeAnswer(`the list of ${what} is not a list`);
  return answer.map((entry) => checked(entry, what, texts));
}

function checked(entry: unknown, what: string, texts: readonly string[]): unknown {
  const fields = Object(entry) as Record<string, unknown>;
  const missing = texts.find((text) => typeof fields[text] !== 'string' || fields[text] === '');
  if (missing !== undefined) throw new StrangeAnswer(`an entry of the ${what} has no ${missing}`);
  return entry;
}
