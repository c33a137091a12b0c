package dev.aios.tests.simulation;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Keeps out of the way what the runtime logs of thousands of faults. */
final class Quiet {
  private Quiet() {}

  static <T> T call(Supplier<T> noisy) {
    PrintStream before = System.err;
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      return noisy.get();
    } finally {
      System.setErr(before);
    }
  }
}
