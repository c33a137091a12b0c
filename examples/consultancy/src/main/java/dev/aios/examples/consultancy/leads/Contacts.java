package dev.aios.examples.consultancy.leads;

import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity;
import dev.aios.examples.consultancy.input.Address;
import dev.aios.examples.consultancy.input.Folder;
import dev.aios.examples.consultancy.input.TimeEntry;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Who is known, from the tables and the identity model. */
public final class Contacts {
  private final Entities entities;
  private final Set<String> clientDomains;
  private final Set<String> team;

  /**
   * The contacts of a folder.
   *
   * @param folder the folder
   * @param entities who is who
   */
  public Contacts(Folder folder, Entities entities) {
    this.entities = entities;
    this.clientDomains =
        folder.clients().stream()
            .map(client -> client.billing().domain())
            .collect(Collectors.toSet());
    this.team = folder.time().stream().map(TimeEntry::person).collect(Collectors.toSet());
  }

  boolean isTeam(Address address) {
    return !address.name().isEmpty() && team.contains(address.name());
  }

  /** Under any of the addresses that are the same person's. */
  boolean isClient(Address address) {
    return domains(address).stream().anyMatch(clientDomains::contains);
  }

  private Set<String> domains(Address address) {
    Set<String> domains = new HashSet<>();
    domains.add(address.domain());
    entities.find(Anchor.mail(address.email())).map(Entity::anchors).stream()
        .flatMap(Set::stream)
        .filter(anchor -> anchor.type().equals("mail"))
        .forEach(anchor -> domains.add(new Address("", anchor.value()).domain()));
    return domains;
  }

  /** The client's domain that this one is made to look like. */
  Optional<String> imitated(Address address) {
    String domain = address.domain();
    return clientDomains.stream()
        .filter(real -> !real.equals(domain) && look(real).equals(look(domain)))
        .findFirst();
  }

  private static String look(String domain) {
    return domain
        .replace("vv", "w")
        .replace("rn", "m")
        .replace("cl", "d")
        .replaceAll("[1il|]", "l")
        .replace('0', 'o')
        .replaceAll("[-.]", "");
  }

  /**
   * One person, one key, however many addresses.
   *
   * @param address one of them
   * @return the key, by which the person's mails are kept in order
   */
  public String key(Address address) {
    return entities.find(Anchor.mail(address.email())).map(Entity::id).orElse(address.email());
  }
}
