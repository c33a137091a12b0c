/**
 * The example: a consultancy's flows on real files. {@code Consultancy} is the program and tells
 * the story; {@code Company} puts the parts together; each flow has a package of its own.
 */
@NullMarked
package dev.aios.examples.consultancy;

import org.jspecify.annotations.NullMarked;
