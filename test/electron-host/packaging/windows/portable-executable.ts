/**
 * The smallest Windows executables and libraries that tools accept: one section, and an export table where a library
 * needs one. They only ever run into `ret`. Layout and names as in Microsoft's "PE Format".
 */

const PE_OFFSET = 0x80;
const OPTIONAL_HEADER = PE_OFFSET + 24;
const HEADER_BYTES = 0x400;
const SECTION_ADDRESS = 0x1000;
const FILE_ALIGNMENT = 0x200;
const RETURN_INSTRUCTION = 0xc3;

const MACHINE_I386 = 0x14c;
const MACHINE_AMD64 = 0x8664;
const EXECUTABLE_IMAGE = 0x2;
const LARGE_ADDRESS_AWARE = 0x20;
const DLL_32_BIT = 0x2100;
const CONTENT_CODE_READ_EXECUTE = 0x60000020;
const SUBSYSTEM_GUI = 2;
const DIRECTORIES = 16;

interface Shape {
  readonly machine: number;
  readonly characteristics: number;
  readonly magic: number;
  readonly optionalHeaderBytes: number;
  /** Offset in the optional header at which the number of data directories stands. */
  readonly directoriesAt: number;
  readonly writeBase: (header: Buffer, at: number) => void;
}

const EXECUTABLE_64: Shape = {
  machine: MACHINE_AMD64,
  characteristics: EXECUTABLE_IMAGE | LARGE_ADDRESS_AWARE,
  magic: 0x20b,
  optionalHeaderBytes: 240,
  directoriesAt: 108,
  writeBase: (header, at) => header.writeBigUInt64LE(0x140000000n, at + 24),
};

const LIBRARY_32: Shape = {
  machine: MACHINE_I386,
  characteristics: EXECUTABLE_IMAGE | DLL_32_BIT,
  magic: 0x10b,
  optionalHeaderBytes: 224,
  directoriesAt: 92,
  writeBase: (header, at) => header.writeUInt32LE(0x10000000, at + 28),
};

/** A 64-bit program that does nothing. */
export function stubExecutable(): Buffer {
  const code = Buffer.alloc(FILE_ALIGNMENT);
  code[0] = RETURN_INSTRUCTION;
  return Buffer.concat([writeHeader(EXECUTABLE_64, code.length, 0), code]);
}

/** A 32-bit library whose functions of these names do nothing. */
export function stubLibrary(fileName: string, functions: readonly string[]): Buffer {
  const { table, size } = exportTable(fileName, functions.toSorted());
  const header = writeHeader(LIBRARY_32, table.length, table.length - 1);
  const directory = OPTIONAL_HEADER + LIBRARY_32.directoriesAt + 4;
  header.writeUInt32LE(SECTION_ADDRESS, directory);
  header.writeUInt32LE(size, directory + 4);
  return Buffer.concat([header, table]);
}

/** @param entry offset of the first instruction in the section */
function writeHeader(shape: Shape, sectionBytes: number, entry: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('MZ');
  header.writeUInt32LE(PE_OFFSET, 0x3c);
  header.write('PE\0\0', PE_OFFSET, 'latin1');
  header.writeUInt16LE(shape.machine, PE_OFFSET + 4);
  header.writeUInt16LE(1, PE_OFFSET + 6);
  header.writeUInt16LE(shape.optionalHeaderBytes, PE_OFFSET + 20);
  header.writeUInt16LE(shape.characteristics, PE_OFFSET + 22);

  header.writeUInt16LE(shape.magic, OPTIONAL_HEADER);
  header.writeUInt32LE(sectionBytes, OPTIONAL_HEADER + 4);
  header.writeUInt32LE(SECTION_ADDRESS + entry, OPTIONAL_HEADER + 16);
  header.writeUInt32LE(SECTION_ADDRESS, OPTIONAL_HEADER + 20);
  shape.writeBase(header, OPTIONAL_HEADER);
  header.writeUInt32LE(SECTION_ADDRESS, OPTIONAL_HEADER + 32);
  header.writeUInt32LE(FILE_ALIGNMENT, OPTIONAL_HEADER + 36);
  header.writeUInt16LE(6, OPTIONAL_HEADER + 40);
  header.writeUInt16LE(6, OPTIONAL_HEADER + 48);
  header.writeUInt32LE(SECTION_ADDRESS + Math.ceil(sectionBytes / SECTION_ADDRESS) * SECTION_ADDRESS, OPTIONAL_HEADER + 56);
  header.writeUInt32LE(HEADER_BYTES, OPTIONAL_HEADER + 60);
  header.writeUInt16LE(SUBSYSTEM_GUI, OPTIONAL_HEADER + 68);
  header.writeUInt32LE(DIRECTORIES, OPTIONAL_HEADER + shape.directoriesAt);

  const section = OPTIONAL_HEADER + shape.optionalHeaderBytes;
  header.write('.text', section);
  header.writeUInt32LE(sectionBytes, section + 8);
  header.writeUInt32LE(SECTION_ADDRESS, section + 12);
  header.writeUInt32LE(sectionBytes, section + 16);
  header.writeUInt32LE(HEADER_BYTES, section + 20);
  header.writeUInt32LE(CONTENT_CODE_READ_EXECUTE, section + 36);
  return header;
}

/** The export directory, its three tables, the names, and at the very end the one instruction that all share. */
function exportTable(fileName: string, functions: readonly string[]): { table: Buffer; size: number } {
  const count = functions.length;
  const addresses = 40;
  const names = addresses + count * 4;
  const ordinals = names + count * 4;
  const table = Buffer.alloc(0x4000);
  let end = ordinals + count * 2;
  const writeName = (name: string): number => {
    const at = SECTION_ADDRESS + end;
    end += table.write(`${name}\0`, end, 'latin1');
    return at;
  };

  table.writeUInt32LE(writeName(fileName), 12);
  table.writeUInt32LE(1, 16);
  table.writeUInt32LE(count, 20);
  table.writeUInt32LE(count, 24);
  table.writeUInt32LE(SECTION_ADDRESS + addresses, 28);
  table.writeUInt32LE(SECTION_ADDRESS + names, 32);
  table.writeUInt32LE(SECTION_ADDRESS + ordinals, 36);
  functions.forEach((name, index) => {
    table.writeUInt32LE(SECTION_ADDRESS + table.length - 1, addresses + index * 4);
    table.writeUInt32LE(writeName(name), names + index * 4);
    table.writeUInt16LE(index, ordinals + index * 2);
  });
  table[table.length - 1] = RETURN_INSTRUCTION;
  return { table, size: end };
}
