package dev.aios.tests.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.aios.tests.architecture.fixture.Leaky;

/** The classes under test. */
final class Published {
  /** Everything published, adapters included; without tests. */
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.aios");

  /** Classes that break the rules. */
  static final JavaClasses FIXTURE = new ClassFileImporter().importClasses(Leaky.class);

  /** The packages of the five jars on which everything else rests. */
  static final String[] FIVE_JARS = {
    "dev.aios.api..",
    "dev.aios.core..",
    "dev.aios.memory..",
    "dev.aios.governance..",
    "dev.aios.testkit.."
  };

  private Published() {}

  static DescribedPredicate<JavaClass> in(String... packages) {
    return JavaClass.Predicates.resideInAnyPackage(packages);
  }
}
