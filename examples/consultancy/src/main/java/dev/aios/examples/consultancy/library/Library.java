package dev.aios.examples.consultancy.library;

import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Inventory;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall;
import dev.aios.api.policy.Untrusted;
import dev.aios.examples.consultancy.input.Address;
import dev.aios.examples.consultancy.input.Note;
import dev.aios.examples.consultancy.mail.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Puts notes and mails into recall. What is there already is not embedded again. */
public final class Library {
  private static final int AT_ONCE = 16;

  private Library() {}

  /**
   * Says what the company reads, with which rights, and how long it keeps it.
   *
   * @param inventory the registry
   * @param data where the files are
   */
  public static void register(Inventory inventory, String data) {
    add(
        inventory.authSurfaces(),
        new Inventory.AuthSurface("files", "file-permission", List.of("read"), "operating system"),
        inventory::register);
    add(
        inventory.retentionRules(),
        new Inventory.RetentionRule(
            "business-mail", Duration.ofDays(6 * 365), "commercial letters, § 257 HGB"),
        inventory::register);
    add(
        inventory.retentionRules(),
        new Inventory.RetentionRule("books", Duration.ofDays(10 * 365), "bookkeeping, § 147 AO"),
        inventory::register);
    for (Inventory.DataSource source :
        List.of(
            new Inventory.DataSource("mail", "mbox", data, "files", "business-mail", false),
            new Inventory.DataSource("notes", "markdown", data, "files", "business-mail", true),
            new Inventory.DataSource("calendar", "ics", data, "files", "business-mail", false),
            new Inventory.DataSource("timesheet", "csv", data, "files", "books", true))) {
      add(inventory.sources(), source, inventory::register);
    }
  }

  private static <T> void add(List<T> known, T wanted, Consumer<T> register) {
    if (!known.contains(wanted)) {
      register.accept(wanted);
    }
  }

  /**
   * Adds what is new.
   *
   * @param recall where to
   * @param entities who is who
   * @param notes the notes
   * @param messages the mails, cleaned
   * @param progress told how many are done after each handful
   * @return what came of each
   */
  public static List<Recall.Added> fill(
      Recall recall,
      Entities entities,
      List<Note> notes,
      List<Message> messages,
      IntConsumer progress) {
    List<Passage> passages = new ArrayList<>();
    notes.forEach(note -> passages.add(passage(note, entities)));
    messages.forEach(message -> passages.add(passage(message, entities)));
    List<Recall.Added> added = new ArrayList<>();
    for (int from = 0; from < passages.size(); from += AT_ONCE) {
      List<Passage> some = passages.subList(from, Math.min(passages.size(), from + AT_ONCE));
      added.addAll(recall.add(some));
      progress.accept(added.size());
    }
    return added;
  }

  private static Passage passage(Note note, Entities entities) {
    Set<String> who = new TreeSet<>();
    entities.list(Entity.Kind.ORGANIZATION).stream()
        .filter(organization -> organization.name().equals(note.client()))
        .forEach(organization -> who.add(organization.id()));
    return new Passage(
        "notes:" + note.file(),
        Untrusted.text(note.text(), "notes:" + note.file()),
        note.title(),
        midnight(note.date()),
        who,
        note.client().isEmpty() ? null : note.client(),
        Map.of("kind", "note"));
  }

  private static @Nullable Instant midnight(@Nullable LocalDate date) {
    return date == null ? null : date.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  private static Passage passage(Message message, Entities entities) {
    Set<String> who = new TreeSet<>();
    for (Address party : message.parties()) {
      entities.find(Anchor.mail(party.email())).ifPresent(person -> who.add(person.id()));
      entities
          .find(Anchor.of("domain", party.domain()))
          .ifPresent(organization -> who.add(organization.id()));
    }
    return new Passage(
        "mail:" + message.id(),
        message.content(),
        message.subject(),
        message.date(),
        who,
        null,
        Map.of("kind", "mail", "from", message.from().toString()));
  }
}
