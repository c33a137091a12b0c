/**
 * What the journal says: how things stood at a time, what was known when and by whom, the timeline
 * of an entity, samples for fine-tuning. For hosts; nothing here changes anything.
 */
@NullMarked
package dev.aios.memory.canonical;

import org.jspecify.annotations.NullMarked;
