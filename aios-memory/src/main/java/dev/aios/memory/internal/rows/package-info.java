/**
 * What memory keeps in the journal, as records with a JSON form: the bodies of its rows and
 * records. Only memory's own packages use them; the codec reads and writes them. Names and types of
 * their components are a storage format: they may be added to, as nullable components, and never
 * changed.
 */
@NullMarked
package dev.aios.memory.internal.rows;

import org.jspecify.annotations.NullMarked;
