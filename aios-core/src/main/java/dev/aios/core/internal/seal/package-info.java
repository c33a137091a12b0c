/**
 * What is about somebody is kept sealed: encrypted on its way into the journal and opened on its
 * way out, under keys that are rows, so that deleting a row erases what it opens. The runtime puts
 * {@link dev.aios.core.internal.seal.SealedJournal} on top of its journal; engine and events make
 * keys through {@link dev.aios.core.internal.seal.Keys}, and label what is to be sealed.
 */
@NullMarked
package dev.aios.core.internal.seal;

import org.jspecify.annotations.NullMarked;
