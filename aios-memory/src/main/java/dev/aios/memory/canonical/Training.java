package dev.aios.memory.canonical;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Samples for fine-tuning. Immutable; the methods that choose give changed copies. Thread-safe.
 *
 * <p>A sample that names a person, by mail address, phone number or full name, is left out unless
 * that person has the fact {@code consent} with the value {@code training} that holds now. In what
 * is left, persons become {@code [PERSON-1]}, other addresses {@code [MAIL]}, numbers that could be
 * a phone's {@code [PHONE]}, account numbers {@code [IBAN]}.
 *
 * <p>A sample of a run that named somebody when she was erased is left out, whichever rule of
 * consent holds. A run that names her later is one that names a stranger.
 */
public interface Training {
  /**
   * The same with another redaction.
   *
   * @param redaction applied to prompt, answer, edit and note; {@code UnaryOperator.identity()} for
   *     none
   * @return a copy
   */
  Training redact(UnaryOperator<String> redaction);

  /**
   * The same with another rule of consent.
   *
   * @param allowed whether a sample, not yet redacted, may be used
   * @return a copy
   */
  Training consent(Predicate<TrainingSample> allowed);

  /**
   * The samples.
   *
   * @return oldest first
   */
  List<TrainingSample> samples();

  /**
   * Writes the samples, one JSON object a line, in UTF-8. The file is there as a whole or not at
   * all.
   *
   * @param file a file; replaced if it is there
   * @return what was written
   * @throws dev.aios.api.StorageException if it could not be written
   */
  Written writeSamples(Path file);

  /**
   * Writes pairs of {@code prompt}, {@code chosen} and {@code rejected} from what people edited.
   *
   * @param file a file; replaced if it is there
   * @return what was written
   * @throws dev.aios.api.StorageException if it could not be written
   */
  Written writePreferences(Path file);

  /**
   * What was written.
   *
   * @param lines how many lines
   * @param withoutConsent how many samples were left out because somebody had not agreed, or was
   *     erased
   */
  record Written(int lines, int withoutConsent) {}
}
