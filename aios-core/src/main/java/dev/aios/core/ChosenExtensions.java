package dev.aios.core;

import dev.aios.api.ConflictException;
import dev.aios.api.Extension;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/** The extensions of a runtime: those named, then those found. */
final class ChosenExtensions {
  private ChosenExtensions() {}

  static List<Extension> all(List<Extension> named, boolean discover) {
    List<Extension> all = new ArrayList<>(named);
    Set<String> names = new HashSet<>();
    for (Extension extension : named) {
      if (!names.add(extension.name())) {
        throw new ConflictException("two extensions are named " + extension.name());
      }
    }
    if (discover) {
      for (Extension found : ServiceLoader.load(Extension.class)) {
        if (names.add(found.name())) {
          all.add(found);
        }
      }
    }
    return all;
  }
}
