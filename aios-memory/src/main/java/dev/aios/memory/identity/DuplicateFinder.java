package dev.aios.memory.identity;

import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds entities that are probably the same although they share no anchor, and says why. It changes
 * nothing: the host merges what it believes ({@link Entities#merge}) and asks a person about the
 * rest.
 *
 * <p>Candidates are entities of one kind whose names end in the same word. Each piece of evidence
 * has a weight, and the confidence is one minus the product of what each leaves in doubt:
 *
 * <ul>
 *   <li>the same full name, 0.7; a name of one word, 0.3 (for organisations always 0.7)
 *   <li>a name that fits by an initial, 0.4
 *   <li>a mail domain of their own in common, 0.7; public mail services do not count
 *   <li>the same name before the at sign, 0.5
 *   <li>a fact {@code phone}, {@code mobile} or {@code url} in common, 0.9
 * </ul>
 *
 * <p>So the same full name at one company gives 0.91, and with the same name at two mail services
 * 0.85. The weights are set by judgement and not learned; 0.8 is a fair border between merging and
 * asking in a small company, where two people of one name are rare. Thread-safe.
 *
 * <pre>{@code
 * for (Suggestion same : new DuplicateFinder(entities).find(Entity.Kind.PERSON)) {
 *   if (same.confidence() >= 0.8) {
 *     entities.merge(same.keep().id(), same.gone().id(), String.join("; ", same.evidence()));
 *   }
 * }
 * }</pre>
 */
public final class DuplicateFinder {
  /** Mail services at which a shared domain says nothing. */
  private static final Set<String> PUBLIC_DOMAINS =
      Set.of(
          "gmail.com",
          "googlemail.com",
          "outlook.com",
          "hotmail.com",
          "live.com",
          "msn.com",
          "yahoo.com",
          "ymail.com",
          "aol.com",
          "icloud.com",
          "me.com",
          "mac.com",
          "gmx.com",
          "gmx.de",
          "gmx.net",
          "gmx.at",
          "gmx.ch",
          "web.de",
          "t-online.de",
          "proton.me",
          "protonmail.com",
          "zoho.com",
          "fastmail.com",
          "mail.com",
          "posteo.de",
          "mailbox.org",
          "bluewin.ch",
          "orange.fr",
          "free.fr",
          "laposte.net",
          "libero.it",
          "qq.com",
          "163.com",
          "yandex.ru",
          "mail.ru");

  private final Entities entities;
  private final Set<String> publicDomains;

  /**
   * A finder that knows the common public mail services.
   *
   * @param entities where to look
   */
  public DuplicateFinder(Entities entities) {
    this(entities, PUBLIC_DOMAINS);
  }

  private DuplicateFinder(Entities entities, Set<String> publicDomains) {
    this.entities = entities;
    this.publicDomains = publicDomains;
  }

  /**
   * The same, with more domains that say nothing when shared: a co-working space, a school.
   *
   * @param domains in any case
   * @return a finder that ignores them too
   */
  public DuplicateFinder ignoring(Set<String> domains) {
    Set<String> all = new HashSet<>(publicDomains);
    domains.forEach(domain -> all.add(domain.toLowerCase(Locale.ROOT)));
    return new DuplicateFinder(entities, Set.copyOf(all));
  }

  /**
   * Two entities that are probably the same.
   *
   * @param keep the one recorded first
   * @param gone the other
   * @param confidence how likely it is, above 0 and below 1
   * @param evidence what speaks for it, in words
   */
  public record Suggestion(Entity keep, Entity gone, double confidence, List<String> evidence) {
    /** Copies the evidence. */
    public Suggestion {
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * Looks at all entities of a kind.
   *
   * @param kind which
   * @return the pairs with more evidence than a name of one word or an initial, most certain first;
   *     of equals, by names and ids
   */
  public List<Suggestion> find(Entity.Kind kind) {
    Map<String, List<Traits>> byLastWord = new TreeMap<>();
    for (Entity entity : entities.list(kind)) {
      Traits traits = Traits.of(entity, publicDomains);
      for (String word : traits.lastWords()) {
        byLastWord.computeIfAbsent(word, key -> new ArrayList<>()).add(traits);
      }
    }
    List<Suggestion> found = new ArrayList<>();
    Set<Set<String>> seen = new HashSet<>();
    for (List<Traits> group : byLastWord.values()) {
      for (int i = 0; i < group.size(); i++) {
        for (int j = i + 1; j < group.size(); j++) {
          Entity one = group.get(i).entity();
          Entity two = group.get(j).entity();
          if (!one.id().equals(two.id()) && seen.add(Set.of(one.id(), two.id()))) {
            suggest(group.get(i), group.get(j), found);
          }
        }
      }
    }
    found.sort(
        Comparator.comparingDouble(Suggestion::confidence)
            .reversed()
            .thenComparing(suggestion -> suggestion.keep().name())
            .thenComparing(suggestion -> suggestion.keep().id())
            .thenComparing(suggestion -> suggestion.gone().id()));
    return found;
  }

  /**
   * Looks at two entities.
   *
   * @param one the id of one
   * @param other the id of the other
   * @return what speaks for their being the same, or empty if that is too little, they are the same
   *     already, or one is not there
   */
  public Optional<Suggestion> compare(String one, String other) {
    Optional<Entity> a = entities.find(one);
    Optional<Entity> b = entities.find(other);
    if (a.isEmpty() || b.isEmpty() || a.get().id().equals(b.get().id())) {
      return Optional.empty();
    }
    List<Suggestion> found = new ArrayList<>();
    suggest(Traits.of(a.get(), publicDomains), Traits.of(b.get(), publicDomains), found);
    return found.stream().findFirst();
  }

  private void suggest(Traits a, Traits b, List<Suggestion> found) {
    Comparison comparison = new Comparison(a, b);
    if (!comparison.namesFit()) {
      return;
    }
    comparison.compareMail();
    comparison.compareFacts(entities);
    if (comparison.confidence() < 0.5) {
      return;
    }
    Comparator<Entity> oldest = Comparator.comparing(Entity::created).thenComparing(Entity::id);
    boolean first = oldest.compare(a.entity(), b.entity()) <= 0;
    found.add(
        new Suggestion(
            first ? a.entity() : b.entity(),
            first ? b.entity() : a.entity(),
            comparison.confidence(),
            comparison.evidence()));
  }
}
