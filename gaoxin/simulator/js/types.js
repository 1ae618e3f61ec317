/**
 * The types that the modules of the page share, for readers and editors; nothing runs here.
 */

/**
 * Both languages of a text.
 * @typedef {{en: string, zh: string}} Text
 */

/**
 * A change of the page's levers, as a scenario file has them: laid over the preset `base`.
 *
 * Keys are `lever` or `lever[element]`, as in the scenario files; a key without an element sets
 * all elements, one with an element is laid over it whatever the order. A number holds from the
 * first year of policy on (the whole run where the page has no such year); an array has one number
 * a year of `data.policy`. Numbers are in the lever's own unit (`lever.unit`).
 * @typedef {Object} Scenario
 * @property {string} base        id of a preset
 * @property {Object<string, number|number[]>} levers
 * @property {Object<string, string>} definitions   definition id to option id
 */

/**
 * @typedef {Object} Lever
 * @property {string} id
 * @property {Text} name
 * @property {string} unit
 * @property {number} low
 * @property {number} high
 * @property {number} neutral    practice: the model's own value
 * @property {string} sector     id of its group, see `data.sectors`
 * @property {boolean} outside   not in the zone's hands (prices, hydrology)
 * @property {string} section    of the plan
 * @property {Text} note
 * @property {boolean} assumed   whether the range is assumed (models without ranges)
 * @property {{id: string, name: Text}[]} elements   empty where it has no subscript
 */

/**
 * @typedef {Object} Target
 * @property {string} id
 * @property {Text} name
 * @property {'at_least'|'at_most'|null} rule
 * @property {number|null} value
 * @property {string} unit
 * @property {number} year
 * @property {'plan'|'assumed'|'no number'} status
 * @property {string} kind
 * @property {string} source
 * @property {Text} note
 * @property {Text} reason        why it is not modelled
 * @property {number|null} value_2020
 * @property {number} output      index in `data.outputs`; -1 where it is not modelled
 * @property {boolean} judged     has a variable and a number
 */

/**
 * @typedef {Object} Output
 * @property {string} id
 * @property {Text} name
 * @property {string} unit
 * @property {string} variable    as the model spells it
 * @property {string} equation    blank in the zone's page
 * @property {string} comment
 * @property {{year: number, value: number, sd: number|null}[]} observed
 */

/**
 * The numbers of one scenario. Members are the program's first ones, in its order.
 * @typedef {Object} Result
 * @property {string} key          the same for the same scenario
 * @property {Scenario} scenario
 * @property {number} members      how many ran
 * @property {boolean} exact       whether they are all members of the page
 * @property {number} milliseconds
 * @property {number} failed       members that left the finite numbers; NaN in `series`
 * @property {number[]} years      `data.years`
 * @property {(output: number, year: number) => Float64Array} series
 *   outcomes over the members that ran; NaN for those that failed. `year` is a calendar year of
 *   `data.years` (a time, in models of other units). The array is the result's own: do not write.
 * @property {Float64Array|null} limits  share of runs in which each limit binds, `[row][year]`
 *   with `data.limits` rows and `data.years` columns; null in quick results
 */

/**
 * What moves the targets: all levers at both ends, everything else as in the scenario.
 * @typedef {Object} Driver
 * @property {string} lever
 * @property {Object<string, number>} low    by target that is judged: probability
 * @property {Object<string, number>} high
 * @property {Float64Array} lowMedian   by output, at its last year: median
 * @property {Float64Array} highMedian
 */

/**
 * @typedef {Object} Job
 * @property {Promise<Result|null>} result   null where a newer job took its place, or it was cancelled
 * @property {() => void} cancel
 */

/**
 * @typedef {Object} Engine
 * @property {(scenario: Scenario) => Job} quick
 *   `data.quick` members, for a frame while dragging. A newer call takes the place of a waiting one.
 * @property {(scenario: Scenario) => Job} exact
 *   All members. Goes before background work; answered from memory where it is known.
 * @property {(scenario: Scenario, members: number) => Job} background
 *   Some members when nothing else is to be done; many may wait, in order.
 * @property {(scenario: Scenario, onStep: (drivers: Driver[], share: number) => void) => DriversJob} drivers
 *   Two runs a lever of 250 members in the background, for all targets at once; `onStep` after each
 *   lever.
 * @property {() => void} close      ends the workers
 * @property {Promise<void>} ready   when the members are in place
 * @property {boolean} threaded      whether workers run; else the main thread does, in slices
 */

/**
 * @typedef {Object} DriversJob
 * @property {Promise<Driver[]|null>} result   null where cancelled (any later `quick` or `exact` does)
 * @property {() => void} cancel
 */
