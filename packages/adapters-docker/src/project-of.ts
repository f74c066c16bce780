/** How containers are told to belong to projects. */
export interface ProjectRules {
  /** From the name of a Compose project to the name of ours. */
  readonly mapping: Readonly<Record<string, string>>;
  /** The names of the configured projects. */
  readonly known: readonly string[];
}

/**
 * The project of a container: its own label first, then its Compose project by the operator's mapping, then the longest
 * configured project that its name begins with. A name is never cut at a dash: projects have dashes in their names too.
 */
export function projectOf(
  name: string,
  labels: Readonly<Record<string, string>>,
  { mapping, known }: ProjectRules,
): string | null {
  const labelled = labels['com.supervisor.project']?.trim();
  if (labelled) return labelled;
  const composed = labels['com.docker.compose.project'];
  const mapped = composed !== undefined && Object.hasOwn(mapping, composed) ? mapping[composed] : undefined;
  if (mapped) return mapped;
  const [longest] = known
    .filter((project) => project !== '' && name.startsWith(`${project}-`) && name.length > project.length + 1)
    .toSorted((a, b) => b.length - a.length);
  return longest ?? null;
}
