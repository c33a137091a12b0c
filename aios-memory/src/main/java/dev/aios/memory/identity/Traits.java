package dev.aios.memory.identity;

import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entity;
import dev.aios.memory.internal.text.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What of an entity is compared.
 *
 * @param entity the entity
 * @param names each of its names as folded words in natural order, without titles and legal forms
 * @param domains its own mail domains
 * @param locals what stands before the at sign of its addresses
 */
record Traits(Entity entity, Set<List<String>> names, Set<String> domains, Set<String> locals) {
  private static final Set<String> TITLES =
      Set.of(
          "dr", "prof", "mr", "mrs", "ms", "miss", "sir", "herr", "frau", "dipl", "ing", "mag",
          "mba", "phd", "md", "jr", "sr");

  private static final Set<String> LEGAL_FORMS =
      Set.of(
          "gmbh",
          "mbh",
          "ag",
          "kg",
          "ug",
          "ohg",
          "gbr",
          "se",
          "ek",
          "ev",
          "co",
          "inc",
          "llc",
          "ltd",
          "limited",
          "plc",
          "corp",
          "corporation",
          "company",
          "sarl",
          "sas",
          "sa",
          "spa",
          "srl",
          "bv",
          "nv",
          "ab",
          "oy",
          "as",
          "aps",
          "kft",
          "doo");

  private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{M}\\p{Nd}]+");

  static Traits of(Entity entity, Set<String> publicDomains) {
    Set<String> domains = new TreeSet<>();
    Set<String> locals = new TreeSet<>();
    for (Anchor anchor : entity.anchors()) {
      int at = anchor.value().lastIndexOf('@');
      if (anchor.type().equals("mail") && at > 0) {
        locals.add(anchor.value().substring(0, at));
        domains.add(anchor.value().substring(at + 1));
      } else if (anchor.type().equals("domain")) {
        domains.add(anchor.value());
      }
    }
    domains.removeAll(publicDomains);
    Set<List<String>> names = new java.util.LinkedHashSet<>();
    addName(names, entity.kind(), entity.name());
    entity.aliases().stream().sorted().forEach(alias -> addName(names, entity.kind(), alias));
    return new Traits(entity, names, domains, locals);
  }

  Set<String> lastWords() {
    Set<String> last = new TreeSet<>();
    names.forEach(name -> last.add(name.get(name.size() - 1)));
    return last;
  }

  private static void addName(Set<List<String>> names, Entity.Kind kind, String text) {
    String name = text;
    int at = name.indexOf('@');
    if (at > 0) {
      name = name.substring(0, at); // An address in place of a name often spells it.
    }
    int comma = name.indexOf(',');
    if (kind == Entity.Kind.PERSON && comma > 0 && comma == name.lastIndexOf(',')) {
      name = name.substring(comma + 1) + " " + name.substring(0, comma);
    }
    Set<String> dropped = kind == Entity.Kind.PERSON ? TITLES : LEGAL_FORMS;
    List<String> words = new ArrayList<>();
    Arrays.stream(SEPARATORS.split(Words.fold(name.replaceAll("\\([^)]*\\)", " "))))
        .filter(word -> !word.isEmpty())
        .forEach(words::add);
    List<String> kept = words.stream().filter(word -> !dropped.contains(word)).toList();
    List<String> best = kept.isEmpty() ? List.copyOf(words) : kept;
    if (!best.isEmpty()) {
      names.add(best);
    }
  }
}
