package dev.aios.examples.consultancy.people;

import dev.aios.examples.consultancy.input.Address;
import dev.aios.examples.consultancy.input.Folder;
import dev.aios.examples.consultancy.input.Mail;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds out whose folder it is. */
public final class Owner {
  private static final Address NOBODY = new Address("The owner", "owner@localhost");

  private Owner() {}

  /**
   * The one whose address is on more mails than any other.
   *
   * @param folder the folder
   * @return the owner; a placeholder if the folder holds no mail
   */
  public static Address of(Folder folder) {
    Map<String, Integer> counts = new HashMap<>();
    Map<String, Address> named = new HashMap<>();
    for (Mail mail : folder.mails()) {
      for (Address address : parties(mail)) {
        counts.merge(address.email(), 1, Integer::sum);
        named.merge(address.email(), address, (old, now) -> old.name().isEmpty() ? now : old);
      }
    }
    return counts.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(most -> named.getOrDefault(most.getKey(), NOBODY))
        .orElse(NOBODY);
  }

  private static List<Address> parties(Mail mail) {
    return Stream.of(List.of(mail.from()), mail.to(), mail.cc())
        .flatMap(List::stream)
        .distinct()
        .toList();
  }
}
