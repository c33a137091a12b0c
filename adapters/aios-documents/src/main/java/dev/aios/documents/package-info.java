/**
 * Files become passages. A host gives the bytes of a file to {@link
 * dev.aios.documents.DocumentReader} and what comes of it to recall; nothing else here is for
 * callers.
 */
@NullMarked
package dev.aios.documents;

import org.jspecify.annotations.NullMarked;
