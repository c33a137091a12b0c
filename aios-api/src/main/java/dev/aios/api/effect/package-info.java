/** Effects: what leaves the process, how it is declared, and the door through which it goes. */
@NullMarked
package dev.aios.api.effect;

import org.jspecify.annotations.NullMarked;
