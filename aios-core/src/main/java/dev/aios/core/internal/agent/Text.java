package dev.aios.core.internal.agent;

import dev.aios.api.policy.Sanitisable;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Taint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text about to be embedded, sanitised at the door if it is from outside.
 *
 * @param text the text, empty as long as it is not sanitised
 * @param outside the text from outside, or null
 */
public record Text(String text, @Nullable Untrusted outside) implements Sanitisable<Text> {
  @Override
  public List<Untrusted> untrusted() {
    return outside == null ? List.of() : List.of(outside);
  }

  @Override
  public Text sanitised(List<String> clean, Taint taint) {
    return new Text(clean.get(0), null);
  }
}
