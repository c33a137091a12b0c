package dev.aios.memory.internal.canonical;

import dev.aios.api.StorageException;
import dev.aios.api.inbox.Inbox;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunSnapshot;
import dev.aios.api.run.Runs;
import dev.aios.api.value.Payload;
import dev.aios.memory.canonical.PreferencePair;
import dev.aios.memory.canonical.Training;
import dev.aios.memory.canonical.TrainingSample;
import dev.aios.memory.internal.erasure.Elsewhere;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Samples from the gates that people decided. Immutable. */
final class JournalTraining implements Training {
  private static final Set<String> VERDICTS = Set.of("approve", "edit", "reject");

  private final CanonicalParts parts;
  private final @Nullable UnaryOperator<String> redaction;
  private final @Nullable Predicate<TrainingSample> allowed;

  private JournalTraining(
      CanonicalParts parts,
      @Nullable UnaryOperator<String> redaction,
      @Nullable Predicate<TrainingSample> allowed) {
    this.parts = parts;
    this.redaction = redaction;
    this.allowed = allowed;
  }

  static JournalTraining of(CanonicalParts parts) {
    return new JournalTraining(parts, null, null);
  }

  private static String all(TrainingSample sample) {
    return String.join("\n", sample.prompt(), sample.answer(), sample.edit() + "", sample.note());
  }

  @Override
  public Training redact(UnaryOperator<String> other) {
    return new JournalTraining(parts, other, allowed);
  }

  @Override
  public Training consent(Predicate<TrainingSample> other) {
    return new JournalTraining(parts, redaction, other);
  }

  /** A sample, and whether somebody was erased whom its run named. */
  private record Raw(TrainingSample sample, boolean ofErased) {}

  @Override
  public List<TrainingSample> samples() {
    return kept(raw());
  }

  /** What may be used, redacted; persons are looked up once. */
  private List<TrainingSample> kept(List<Raw> raw) {
    Redaction persons = new Redaction(parts.entities());
    Instant now = parts.world().instant();
    UnaryOperator<String> clean = redaction == null ? persons : redaction;
    Predicate<TrainingSample> may =
        allowed == null
            ? sample -> Redaction.agreed(persons.named(all(sample)), parts.entities(), now)
            : allowed;
    return raw.stream()
        .filter(each -> !each.ofErased() && may.test(each.sample()))
        .map(each -> redacted(each.sample(), clean))
        .toList();
  }

  private static TrainingSample redacted(TrainingSample sample, UnaryOperator<String> clean) {
    String edit = sample.edit();
    return new TrainingSample(
        clean.apply(sample.prompt()),
        clean.apply(sample.answer()),
        edit == null ? null : clean.apply(edit),
        sample.verdict(),
        clean.apply(sample.note()),
        sample.step(),
        sample.run(),
        sample.at());
  }

  private List<Raw> raw() {
    Set<String> barred = Elsewhere.streams(parts.journal(), parts.codec());
    List<Raw> samples = new ArrayList<>();
    Inbox inbox = parts.services().get().service(Inbox.class);
    // An item may leave for the archive while they are read: it is one item all the same.
    Map<String, InboxItem> items = new LinkedHashMap<>();
    inbox
        .list(InboxItem.State.DECIDED, Integer.MAX_VALUE)
        .forEach(item -> items.put(item.id(), item));
    inbox.archived().forEach(item -> items.put(item.id(), item));
    for (InboxItem item : items.values()) {
      boolean ofErased =
          barred.contains("inbox/" + item.id()) || barred.contains("run/" + item.run());
      sample(item).ifPresent(sample -> samples.add(new Raw(sample, ofErased)));
    }
    samples.sort(
        Comparator.comparing((Raw each) -> each.sample().at())
            .thenComparing(each -> each.sample().run()));
    return samples;
  }

  private Optional<TrainingSample> sample(InboxItem item) {
    InboxItem.Decided decided = item.decided();
    Payload answer = item.payload();
    String run = item.run();
    String node = item.node();
    if (item.kind() != InboxItem.Kind.APPROVAL
        || decided == null
        || !VERDICTS.contains(decided.verdict())
        || answer == null
        || run == null
        || node == null) {
      return Optional.empty();
    }
    Runs runs = parts.services().get().service(Runs.class);
    RunId id = RunId.parse(run);
    if (runs.find(id).filter(its -> !its.started().isAfter(item.created())).isEmpty()) {
      return Optional.empty(); // Its key was forgotten, and may be another run's by now.
    }
    Optional<Checkpoint> waits =
        runs.history(id).stream().filter(each -> node.equals(each.node())).findFirst();
    if (waits.isEmpty()) {
      return Optional.empty();
    }
    RunSnapshot then = runs.at(id, waits.get().position());
    List<String> steps = new ArrayList<>(then.outcomes().keySet());
    steps.remove(node);
    if (steps.isEmpty()) {
      return Optional.empty(); // The gate shows the run's input: nobody answered anything.
    }
    String step = steps.get(steps.size() - 1);
    Object given =
        steps.size() == 1 ? then.input() : then.outcomes().get(steps.get(steps.size() - 2));
    Payload edited = decided.edited();
    return Optional.of(
        new TrainingSample(
            text(given),
            text(parts.codec().decode(answer)),
            edited == null ? null : text(parts.codec().decode(edited)),
            decided.verdict(),
            decided.note(),
            step,
            run,
            decided.at()));
  }

  private String text(@Nullable Object value) {
    return value == null
        ? ""
        : value instanceof String text ? text : parts.codec().toJson(value).toString();
  }

  @Override
  public Written writeSamples(Path file) {
    List<Raw> raw = raw();
    List<TrainingSample> kept = kept(raw);
    write(file, kept);
    return new Written(kept.size(), raw.size() - kept.size());
  }

  @Override
  public Written writePreferences(Path file) {
    List<Raw> edited = raw().stream().filter(each -> isEdited(each.sample())).toList();
    List<PreferencePair> pairs =
        kept(edited).stream()
            .map(each -> new PreferencePair(each.prompt(), each.edit() + "", each.answer()))
            .toList();
    write(file, pairs);
    return new Written(pairs.size(), edited.size() - pairs.size());
  }

  private static boolean isEdited(TrainingSample sample) {
    return sample.edit() != null && !sample.answer().equals(sample.edit());
  }

  private void write(Path file, List<?> lines) {
    Path whole = file.toAbsolutePath();
    Path begun = whole.resolveSibling(whole.getFileName() + ".part");
    try {
      StringBuilder text = new StringBuilder();
      lines.forEach(line -> text.append(parts.codec().toJson(line)).append('\n'));
      Files.writeString(begun, text, StandardCharsets.UTF_8);
      Files.move(begun, whole, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StorageException(
          "Could not write samples to "
              + file
              + ": "
              + e.getMessage()
              + ". What was there before is as it was; name a file in a folder that exists",
          e);
    }
  }
}
