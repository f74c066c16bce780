import { z } from 'zod';

/** Text from outside: bounded, and free of what no name, id or address contains. */
// oxlint-disable-next-line no-control-regex -- control characters are the very thing refused
const CONTROL = /[\u0000-\u001f\u007f]/;
const text = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine((value) => value.isWellFormed() && !CONTROL.test(value), 'must not contain control characters');

const TEN_YEARS_SECONDS = 10 * 365 * 24 * 3600;

export const portInput = z.int().min(1).max(65_535);

/** Longer than any DNS name, so that a name that is too long gets the refusal that explains DNS's own limit. */
export const nameInput = text(300);

export const projectInput = text(64);

export const containerInput = text(255).optional().describe('A container whose own port is meant, by name.');

/** What can be asked for, whoever asks and however: the fields of a hostname request that have one name everywhere. */
export const requestFields = {
  subdomain: nameInput.describe('The name before the domain, such as "app" for app.example.com.'),
  domain: nameInput.optional().describe('One of the known domains; the default domain when left out.'),
  container: containerInput,
  vm: text(64).optional().describe('The machine on which the service runs; this daemon’s when left out.'),
  dryRun: z.boolean().optional().describe('Change nothing and tell what would be done.'),
};

export const targetInput = text(300)
  .optional()
  .describe('An explicit origin such as http://10.0.0.5:8080; admins only.');

export const expiresInput = z
  .int()
  .min(1)
  .max(TEN_YEARS_SECONDS)
  .optional()
  .describe('Release the name by itself after so many seconds.');

export const cursorInput = text(500).optional().describe('`nextCursor` of the page before.');

/** Query parameters are text; these are read as what they stand for. */
export const limitQuery = z
  .string()
  .regex(/^\d{1,3}$/, 'must be a whole number')
  .transform(Number)
  .pipe(z.number().min(1).max(500))
  .optional()
  .describe('The most items in the answer, 1 to 500; 100 when left out.');

export const timeQuery = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-01-31T12:00:00Z' })
  .transform((value) => Date.parse(value))
  .optional();

export const flagQuery = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .optional();
