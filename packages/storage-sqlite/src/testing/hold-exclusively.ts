import { writeSync } from 'node:fs';
import Database from 'better-sqlite3';

/** Holds the database as a forgotten shell would, until it is killed or the given time is over. */
const [path = '', forMs = '60000'] = process.argv.slice(2);
const db = new Database(path);
db.exec('BEGIN EXCLUSIVE');
writeSync(1, 'held\n');
setTimeout(() => db.close(), Number(forMs));
