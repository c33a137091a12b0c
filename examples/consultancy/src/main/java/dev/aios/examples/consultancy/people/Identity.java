package dev.aios.examples.consultancy.people;

import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Fact;
import dev.aios.api.value.Taint;
import dev.aios.examples.consultancy.input.Address;
import dev.aios.examples.consultancy.input.Client;
import dev.aios.examples.consultancy.input.Folder;
import dev.aios.examples.consultancy.input.Meeting;
import dev.aios.examples.consultancy.input.TimeEntry;
import dev.aios.examples.consultancy.mail.Message;
import dev.aios.memory.identity.DuplicateFinder;
import dev.aios.memory.identity.DuplicateFinder.Suggestion;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Builds the identity model. Everything here may be done again: what is known already writes
 * nothing.
 */
public final class Identity {
  /** Below this, two who look alike stay two, and the owner is told. */
  private static final double SURE = 0.9;

  private static final Pattern PHONE = Pattern.compile("\\+\\d[\\d ()/-]{6,}\\d");

  private final Entities entities;
  private final InstantSource clock;

  /**
   * A builder of the model.
   *
   * @param entities where it is kept
   * @param clock the time of what is recorded
   */
  public Identity(Entities entities, InstantSource clock) {
    this.entities = entities;
    this.clock = clock;
  }

  /**
   * What came of it.
   *
   * @param persons how many persons there are
   * @param organizations how many organizations there are
   * @param merged who was found to be one, just now
   * @param doubtful who may be one, and was left as two
   */
  public record Learned(
      int persons, int organizations, List<String> merged, List<String> doubtful) {}

  /**
   * Learns who is in a folder.
   *
   * @param folder the folder
   * @param messages its mails, cleaned
   * @return what came of it
   */
  public Learned learn(Folder folder, List<Message> messages) {
    folder.clients().forEach(this::learnClient);
    Map<String, Address> seen = new LinkedHashMap<>();
    messages.forEach(message -> message.parties().forEach(party -> see(seen, party)));
    for (Meeting meeting : folder.meetings()) {
      meeting.attendees().forEach(address -> see(seen, address));
    }
    seen.values().forEach(this::learnPerson);
    messages.forEach(this::learnPhone);
    folder.time().stream().map(Identity::project).distinct().forEach(this::learnProject);
    List<String> merged = mergeDuplicates();
    List<String> doubtful =
        new DuplicateFinder(entities)
            .find(Entity.Kind.PERSON).stream().map(Identity::inWords).toList();
    return new Learned(
        entities.list(Entity.Kind.PERSON).size(),
        entities.list(Entity.Kind.ORGANIZATION).size(),
        merged,
        doubtful);
  }

  private static void see(Map<String, Address> seen, Address address) {
    if (address.email().matches("[^@\\s]+@[^@\\s]+")) {
      seen.merge(address.email(), address, (old, now) -> old.name().isEmpty() ? now : old);
    }
  }

  private void learnClient(Client client) {
    entities.resolve(
        Entity.Kind.ORGANIZATION,
        client.name(),
        Set.of(Anchor.of("domain", client.billing().domain())),
        "clients");
  }

  private void learnPerson(Address address) {
    String name = address.name().isEmpty() ? address.email() : address.name();
    Entity person =
        entities.resolve(
            Entity.Kind.PERSON, name, Set.of(Anchor.mail(address.email())), "mail:" + address);
    Anchor domain = Anchor.of("domain", address.domain());
    Entity organization =
        entities
            .find(domain)
            .orElseGet(
                () ->
                    entities.resolve(
                        Entity.Kind.ORGANIZATION,
                        address.domain(),
                        Set.of(domain),
                        "mail:" + address.email()));
    record(person, "works-for", organization.id(), "mail:" + address.email());
  }

  /** The number in a signature says who it is; many people do not have one. */
  private void learnPhone(Message message) {
    Matcher phone = PHONE.matcher(message.text());
    if (phone.find()) {
      entities
          .find(Anchor.mail(message.from().email()))
          .ifPresent(person -> record(person, "phone", phone.group(), "mail:" + message.id()));
    }
  }

  private record Project(String client, String name) {}

  private static Project project(TimeEntry entry) {
    return new Project(entry.client(), entry.project());
  }

  private void learnProject(Project project) {
    String name = project.name().isEmpty() ? project.client() : project.name();
    entities.resolve(
        Entity.Kind.PROJECT,
        name,
        Set.of(Anchor.of("id:timesheet", project.client() + "/" + name)),
        "timesheet");
  }

  private void record(Entity entity, String property, String value, String source) {
    Instant now = clock.instant();
    boolean known =
        entities.history(entity.id()).stream()
            .anyMatch(fact -> fact.property().equals(property) && fact.value().equals(value));
    if (!known) {
      entities.record(
          new Fact(entity.id(), property, value, null, null, now, source, 0.9, Taint.of(source)));
    }
  }

  /** One after the other: each merge adds to what is known of the one who stays. */
  private List<String> mergeDuplicates() {
    Set<String> merged = new TreeSet<>();
    Optional<Suggestion> next = surest();
    while (next.isPresent()) {
      Suggestion same = next.get();
      Entity one =
          entities.merge(same.keep().id(), same.gone().id(), String.join("; ", same.evidence()));
      merged.removeIf(line -> line.startsWith(one.name() + " "));
      merged.add(one.name() + " (" + addresses(one) + ")");
      next = surest();
    }
    return List.copyOf(merged);
  }

  private Optional<Suggestion> surest() {
    return new DuplicateFinder(entities)
        .find(Entity.Kind.PERSON).stream()
            .filter(same -> same.confidence() >= SURE && !differ(same))
            .findFirst();
  }

  /** Two of one name with phones of their own are two. */
  private boolean differ(Suggestion same) {
    Set<String> one = phones(same.keep());
    Set<String> two = phones(same.gone());
    return !one.isEmpty() && !two.isEmpty() && one.stream().noneMatch(two::contains);
  }

  private Set<String> phones(Entity entity) {
    return entities.history(entity.id()).stream()
        .filter(fact -> fact.property().equals("phone"))
        .map(fact -> fact.value().replaceAll("[^+\\d]", ""))
        .collect(Collectors.toSet());
  }

  private static String addresses(Entity entity) {
    return entity.anchors().stream()
        .filter(anchor -> anchor.type().equals("mail"))
        .map(Anchor::value)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String inWords(Suggestion same) {
    return same.keep().name()
        + " ("
        + addresses(same.keep())
        + ") and ("
        + addresses(same.gone())
        + ") stay two: "
        + String.join("; ", same.evidence());
  }
}
