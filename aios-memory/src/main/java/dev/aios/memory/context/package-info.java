/**
 * Contexts for models: what of a session, of what is known and of what can be recalled goes before
 * a question, within a budget of tokens. For hosts and agents; {@link
 * dev.aios.memory.context.Remembered} gives an agent one with a line of code.
 */
@NullMarked
package dev.aios.memory.context;

import org.jspecify.annotations.NullMarked;
