package dev.aios.memory;

import dev.aios.api.Extension;
import dev.aios.api.NotFoundException;
import dev.aios.api.World;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Inventory;
import dev.aios.api.journal.Journal;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall;
import dev.aios.api.memory.Sessions;
import dev.aios.api.policy.Untrusted;
import dev.aios.core.Aios;
import dev.aios.core.internal.SystemWorld;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A runtime with memory on one of the journals, as a host has it. */
public final class Company implements AutoCloseable {
  public final SystemWorld world = new SystemWorld();
  public final Journal journal;
  public final Aios aios;

  public Company(Store store, Path folder, Memory memory, Extension... others) {
    this(store, folder, UnaryOperator.identity(), memory, others);
  }

  /**
   * @param around what the runtime has instead of the journal itself
   */
  public Company(
      Store store, Path folder, UnaryOperator<Journal> around, Memory memory, Extension... others) {
    journal = around.apply(store.open(folder, world));
    var builder = Aios.builder().world(world).journal(journal).extension(memory);
    for (Extension other : others) {
      builder.extension(other);
    }
    aios = builder.open();
  }

  public Recall recall() {
    return aios.service(Recall.class);
  }

  public Sessions sessions() {
    return aios.service(Sessions.class);
  }

  public Entities entities() {
    return aios.service(Entities.class);
  }

  public Inventory inventory() {
    return aios.service(Inventory.class);
  }

  public World world() {
    return world;
  }

  public boolean has(Class<?> service) {
    try {
      aios.service(service);
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  public static Passage passage(String id, String text) {
    return passage(id, "", text);
  }

  public static Passage passage(String id, String title, String text) {
    return new Passage(
        id, Untrusted.text(text, "note:" + id), title, null, Set.of(), null, Map.of());
  }

  public static List<String> ids(List<Recall.Hit> hits) {
    return hits.stream().map(Recall.Hit::id).toList();
  }

  @Override
  public void close() {
    aios.close();
    journal.close();
    world.close();
  }
}
