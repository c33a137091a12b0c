package dev.aios.memory;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import dev.aios.api.InvalidInputException;
import dev.aios.api.memory.TokenCounter;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counters of tokens: exact for the encodings that are known, else an estimate. All are
 * thread-safe; an encoding is loaded at its first use (some 100 ms and 20 MB), once in a process.
 */
public final class TokenCounters {
  private TokenCounters() {}

  /** One registry for all, because each holds the encodings that it has loaded. */
  private static final class Registry {
    static final EncodingRegistry SHARED = Encodings.newLazyEncodingRegistry();
  }

  /**
   * Counts by an encoding.
   *
   * @param name {@code cl100k_base}, {@code o200k_base}, {@code p50k_base}, {@code p50k_edit} or
   *     {@code r50k_base}
   * @return the counter
   * @throws InvalidInputException if there is no such encoding
   */
  public static TokenCounter encoding(String name) {
    EncodingType type =
        EncodingType.fromName(name)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "token encoding",
                        "'"
                            + name
                            + "' is not known; known are "
                            + Arrays.stream(EncodingType.values())
                                .map(EncodingType::getName)
                                .toList()));
    return new Exact(() -> Registry.SHARED.getEncoding(type));
  }

  /**
   * Counts as a model does if its encoding is known, else by {@link #estimate()}.
   *
   * @param model the model's name, for example {@code gpt-4o-mini}
   * @return the counter
   */
  public static TokenCounter forModel(String model) {
    Function<EncodingRegistry, java.util.Optional<Encoding>> find =
        registry -> registry.getEncodingForModel(model);
    return new Exact(() -> find.apply(Registry.SHARED).orElse(null));
  }

  /**
   * An estimate that needs no tables: a word of Latin letters is one token for every six letters
   * begun, a number one for every three digits begun, a letter of another alphabet half a token
   * (rounded up for each word), a character of a script without spaces one, any other visible
   * character one. On English, German and code it is within a quarter of {@code cl100k_base}.
   *
   * @return the counter
   */
  public static TokenCounter estimate() {
    return EstimatedTokens::count;
  }

  private static final class Exact implements TokenCounter {
    private final Supplier<@Nullable Encoding> load;
    private volatile @Nullable TokenCounter loaded;

    Exact(Supplier<@Nullable Encoding> load) {
      this.load = load;
    }

    @Override
    public int count(String text) {
      TokenCounter counter = loaded;
      if (counter == null) {
        Encoding encoding = load.get();
        // Not countTokens: it refuses text that holds the name of a special token.
        counter = encoding == null ? estimate() : encoding::countTokensOrdinary;
        loaded = counter;
      }
      return counter.count(text);
    }
  }
}
