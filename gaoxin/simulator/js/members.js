/** Some members of the ensemble and the kernel that runs them, in a worker or in the page. */

/**
 * What a slice is made from; a plain object that a worker can be sent.
 * @typedef {Object} SliceSetup
 * @property {WebAssembly.Module} module
 * @property {'simd'|'plain'} kind
 * @property {Object} map        `data.kernel`
 * @property {Object} engine     `data.engine`
 * @property {number[]} members  numbers of its members in the page
 * @property {Float32Array} draws    columns of its members, one after another
 */

/**
 * What a slice is asked for.
 * @typedef {Object} Order
 * @property {Object<string, import("./scenario.js").Path>} constants
 * @property {number} count      members of the slice that run, the first ones
 * @property {boolean} limits    whether limits are counted
 */

/**
 * @param {SliceSetup} setup
 * @returns {{run: (order: Order) => {values: Float64Array, limits: Float64Array, count: number}}}
 *   `values`: output, year, member; `limits`: members in which each limit binds, row and year
 */
export function createSlice(setup) {
  const { map, engine } = setup;
  const at = map.modules[setup.kind];
  const { memory, begin, steps, times } = new WebAssembly.Instance(setup.module).exports;
  const size = setup.members.length;
  const groups = Math.ceil(size / at.lanes);
  const width = groups * at.lanes;
  const pitch = 8 * width;
  const instants = map.steps * map.parts + 1;
  const years = engine.segments.length;
  const segmentOf = Int32Array.from({ length: instants }, (_, i) => {
    const time = map.start + (i * map.step) / map.parts;
    let found = 0;
    while (found + 1 < years && engine.segments[found + 1] <= time + 1e-9) found += 1;
    return found;
  });

  // -- memory: columns, what is saved, states at the restart
  const areas = layOut(at.heap, [
    map.begin.length * pitch,
    map.path.length * years * pitch,
    map.steady * pitch,
    map.saved.length * map.rows * pitch,
    engine.restart === null ? 0 : groups * at.frame_size,
  ]);
  const [beginColumns, pathColumns, steady, results, snapshots] = areas.starts;
  const missing = areas.end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
  const numbers = new Float64Array(memory.buffer);
  const bytes = new Uint8Array(memory.buffer);
  const addresses = new Int32Array(memory.buffer);

  function fillColumn(address, value) {
    const column = numbers.subarray(address / 8, address / 8 + width);
    if (typeof value === "number") {
      column.fill(value);
      return;
    }
    const first = value.column * size;
    for (let i = 0; i < size; i += 1) column[i] = setup.draws[first + i];
    column.fill(column[size - 1], size);
  }

  map.begin.forEach((_, i) => {
    const address = beginColumns + i * pitch;
    fillColumn(address, engine.begin[i]);
    addresses[at.begin_inputs / 4 + i] = address;
  });
  for (let i = 0; i < instants; i += 1) {
    map.path.forEach((_, row) => {
      const place = (at.step_inputs + i * at.inputs_size) / 4 + row;
      addresses[place] = pathColumns + (row * years + segmentOf[i]) * pitch;
    });
  }
  const givenAt = (row) => at.given_at / 8 + (row * at.given_size) / 8;
  const padded = at.given_size / 8;
  for (let i = 0; i < padded; i += 1) {
    numbers[givenAt(0) + i] = map.start + (Math.min(i, instants - 1) * map.step) / map.parts;
  }
  map.given.forEach((row, i) => {
    if (!row.values) return;
    for (let k = 0; k < padded; k += 1) {
      numbers[givenAt(i + 1) + k] = row.values[Math.min(k, row.values.length - 1)];
    }
  });

  // -- what a scenario changes
  const known = map.path.map(() => Array(years).fill(undefined));

  /** Write a scenario; return the first year of the run in which a path of members changed. */
  function writePaths(constants) {
    let first = years;
    map.path.forEach(({ name, element }, row) => {
      const path = constants[name][element];
      for (let year = 0; year < years; year += 1) {
        if (equal(known[row][year], path[year])) continue;
        fillColumn(pathColumns + (row * years + year) * pitch, path[year]);
        known[row][year] = path[year];
        first = Math.min(first, year);
      }
    });
    return first;
  }

  function writeShared(constants) {
    map.given.forEach((row, i) => {
      if (row.values) return;
      const path = constants[row.name][row.element];
      const place = givenAt(i + 1);
      if (row.initial) numbers.fill(path[0], place, place + padded);
      else for (let k = 0; k < padded; k += 1) numbers[place + k] = path[segmentOf[Math.min(k, instants - 1)]];
    });
    times();
  }

  // -- the restart: everything before it is as it was
  const restart = engine.restart;
  const before = restart === null ? 0 : (restart * map.parts + (map.parts > 1 ? 1 : 0)) * (at.times_size / 8);
  const lastYear = restart === null ? 0 : segmentOf[Math.max(0, restart * map.parts - 1)];
  const history = new Float64Array(before);
  let kept = 0; // groups whose states at the restart are kept

  function sameHistory(changedFrom) {
    const table = numbers.subarray(at.times / 8, at.times / 8 + before);
    let whole = changedFrom > lastYear;
    for (let i = 0; whole && i < before; i += 1) whole = Object.is(table[i], history[i]) || table[i] === history[i];
    if (!whole) history.set(table);
    return whole;
  }

  function integrate(count) {
    const wanted = Math.ceil(count / at.lanes);
    for (let first = 0; first < wanted; first += at.tile) {
      const some = Math.min(at.tile, groups - first);
      const member = 8 * at.lanes * first;
      const length = some * at.frame_size;
      const snapshot = snapshots + first * at.frame_size;
      if (restart === null) {
        begin(member, some, steady, pitch);
        steps(member, some, 0, map.steps, results, pitch);
        continue;
      }
      if (first >= kept) {
        begin(member, some, steady, pitch);
        steps(member, some, 0, restart, results, pitch);
        bytes.copyWithin(snapshot, at.frames, at.frames + length);
        kept = first + some;
      } else {
        bytes.copyWithin(at.frames, snapshot, snapshot + length);
      }
      steps(member, some, restart, map.steps, results, pitch);
    }
  }

  /** The numbers of an element of an output at a saved instant, for some members. */
  function read(place, element, saved, count, into, offset) {
    const row = place.row + element;
    if (place.kind === "saved" || place.kind === "member") {
      const start = place.kind === "saved" ? results + (saved * map.rows + row) * pitch : steady + row * pitch;
      into.set(numbers.subarray(start / 8, start / 8 + count), offset);
    } else if (place.kind === "times") {
      const value = numbers[(at.times + map.saved[saved] * map.parts * at.times_size) / 8 + row];
      into.fill(value, offset, offset + count);
    } else {
      into.fill(place.value[element] ?? NaN, offset, offset + count);
    }
  }

  function run({ constants, count, limits }) {
    const changedFrom = writePaths(constants);
    writeShared(constants);
    if (restart !== null && !sameHistory(changedFrom)) kept = 0;
    integrate(count);
    const saved = map.saved.length;
    const values = new Float64Array(engine.outputs.length * saved * count);
    engine.outputs.forEach(({ variable, element }, output) => {
      for (let i = 0; i < saved; i += 1) read(map.outputs[variable], element, i, count, values, (output * saved + i) * count);
    });
    return { values, limits: limits ? countLimits(count) : new Float64Array(0), count };
  }

  function countLimits(count) {
    const saved = map.saved.length;
    const found = new Float64Array(engine.limits.length * saved);
    const column = new Float64Array(count);
    engine.limits.forEach((limit, row) => {
      for (let i = 0; i < saved; i += 1) {
        read(map.outputs[limit.variable], limit.element, i, count, column, 0);
        let binds = 0;
        for (let k = 0; k < count; k += 1) binds += holds(limit, column[k]);
        found[row * saved + i] = binds;
      }
    });
    return found;
  }

  return { run };
}

/** Starts of areas, one after another from an address on. */
function layOut(first, sizes) {
  const starts = [];
  let end = Math.ceil(first / 64) * 64;
  for (const size of sizes) {
    starts.push(end);
    end += Math.ceil(size / 64) * 64;
  }
  return { starts, end };
}

function equal(a, b) {
  return a === b || (typeof a === "object" && typeof b === "object" && a.column === b.column);
}

/** Whether a limit binds, as `gaoxin/verdicts/binding.py` has it: rounding alone does not count. */
function holds({ rule, threshold }, value) {
  const slack = 1e-9 * Math.max(1, Math.abs(threshold));
  if (rule === "below") return value < threshold - slack;
  if (rule === "at_most") return value <= threshold + slack;
  if (rule === "at_least") return value >= threshold - slack;
  return value > threshold + slack;
}
