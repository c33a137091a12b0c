package dev.aios.api.policy;

import dev.aios.api.value.Taint;
import java.util.List;

/** Makes untrusted content fit to be embedded or prompted, and labels it. Pure and thread-safe. */
public interface Sanitiser {
  /**
   * Sanitises.
   *
   * @param content what came from outside
   * @return the clean text with its taint and what was found
   */
  Clean clean(Untrusted content);

  /**
   * Clean text.
   *
   * @param text what a reader would see, canonical (NFC, no invisible characters)
   * @param taint the source
   * @param findings what was removed or looks like an attack; empty for harmless content
   */
  record Clean(String text, Taint taint, List<Finding> findings) {
    /** Copies the findings. */
    public Clean {
      findings = List.copyOf(findings);
    }
  }

  /**
   * Something removed, or something that looks like an attack.
   *
   * @param kind for example {@code hidden-text}, {@code invisible-characters}, {@code instruction}
   * @param excerpt what was found, at most 200 characters
   * @param removed whether it was taken out
   */
  record Finding(String kind, String excerpt, boolean removed) {}
}
