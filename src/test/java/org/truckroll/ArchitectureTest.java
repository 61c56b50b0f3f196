// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.modulith.core.ApplicationModules;

/** Holds the house plan: the storeys of design 3 and the rules of style 7. What may use what stands here, once. */
class ArchitectureTest {

    private static final String ROOT = "org.truckroll.";

    /** design 3: rooms open on the staircase and the foundation, never on each other. */
    private static final List<String> ROOMS = List.of(
            "intake",
            "assessment",
            "field",
            "command",
            "dispatch",
            "closure",
            "event",
            "announcement",
            "insight",
            "operations");

    private static final List<String> FOUNDATION = List.of("serviceorder", "servicepoint", "people", "notification");

    /** Beside the house: neighbours in miniature and invented data; no one in the house knows them. */
    private static final List<String> BESIDE = List.of("simulator", "demo");

    /** Those who must look behind the engine's public API; each is to be looked at again when the engine changes (ADR 0001). */
    private static final Set<String> BEHIND_THE_ENGINE = Set.of(
            ROOT + "lifecycle.EngineClock",
            ROOT + "lifecycle.Nodes",
            ROOT + "lifecycle.OrderLogging",
            ROOT + "lifecycle.SignatureGuard",
            ROOT + "lifecycle.TablesPlugin",
            ROOT + "lifecycle.connect.CallsHandover",
            ROOT + "lifecycle.connect.ConnectConfiguration",
            ROOT + "lifecycle.connect.ConnectPlugin",
            ROOT + "lifecycle.models.EngineParser",
            ROOT + "lifecycle.security.BcryptPasswords",
            ROOT + "lifecycle.security.EngineHardening",
            ROOT + "lifecycle.security.EngineIdentities",
            ROOT + "lifecycle.security.EngineManagement",
            ROOT + "lifecycle.security.EngineTasks",
            ROOT + "lifecycle.security.EngineUsers",
            ROOT + "lifecycle.security.FirstLogins",
            ROOT + "lifecycle.security.TaskRights",
            ROOT + "lifecycle.security.TasklistCallerFilter");

    /** All that the build compiles from src/main, whatever its package. */
    private static final JavaClasses OURS = new ClassFileImporter()
            .importUrl(Application.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void modulesUseOnlyWhatTheyDeclare() {
        ApplicationModules.of("org.truckroll").verify();
    }

    @Test
    void everyTopLevelPackageHasItsStorey() {
        Set<String> known = Set.copyOf(Stream.of(ROOMS, FOUNDATION, BESIDE, List.of("lifecycle", "shared"))
                .flatMap(List::stream)
                .toList());
        Set<String> found = OURS.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT))
                .map(name -> name.substring(ROOT.length()).split("\\.")[0])
                .collect(java.util.stream.Collectors.toSet());
        assertThat(found).isEqualTo(known);
    }

    @Test
    void arrowsPointDownwards() {
        for (String room : ROOMS) {
            noClasses()
                    .that()
                    .resideInAPackage(in(room))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(without(ROOMS, room)))
                    .because("a room never uses another room; what two share moves down or travels by the process")
                    .check(OURS);
        }
        noClasses()
                .that()
                .resideInAPackage(in("lifecycle"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(all(ROOMS)))
                .because("the staircase does not know the rooms")
                .check(OURS);
        noClasses()
                .that()
                .resideInAnyPackage(all(FOUNDATION))
                .should()
                .dependOnClassesThat(resideInAnyPackage(all(ROOMS)).or(resideInAPackage(in("lifecycle"))))
                .because("the foundation carries the house and does not look up")
                .check(OURS);
        noClasses()
                .that()
                .resideInAPackage(in("shared"))
                .should()
                .dependOnClassesThat(resideInAPackage("org.truckroll..").and(not(resideInAPackage(in("shared")))))
                .because("the cellar knows nobody")
                .check(OURS);
        slices().matching("org.truckroll.(*)..").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void nobodyKnowsTheSimulatorsOrTheDemo() {
        noClasses()
                .that()
                .resideOutsideOfPackages(all(BESIDE))
                .should()
                .dependOnClassesThat(resideInAnyPackage(all(BESIDE)))
                .check(OURS);
        noClasses()
                .that()
                .resideInAPackage(in("simulator"))
                .should()
                .dependOnClassesThat(resideInAPackage("org.truckroll..").and(not(resideInAPackage(in("simulator")))))
                .because("a simulated neighbour speaks HTTP and nothing else")
                .check(OURS);
    }

    @Test
    void engineIsKnownToProcessPackagesAndLifecycleOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.truckroll..process..", in("lifecycle"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.camunda..")
                .because("the engine must stay replaceable (ADR 0001)")
                .check(OURS);
    }

    @Test
    void onlyNamedClassesLookBehindTheEngine() {
        noClasses()
                .that(are(not(oneOf(BEHIND_THE_ENGINE))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.camunda.bpm.engine.impl..")
                .check(OURS);
        for (String name : BEHIND_THE_ENGINE) {
            assertThat(OURS.stream()
                            .filter(type -> type.getName().split("\\$")[0].equals(name))
                            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                            .map(to -> to.getTargetClass().getPackageName()))
                    .as("%s is listed, so it has a reason", name)
                    .anyMatch(target -> target.startsWith("org.camunda.bpm.engine.impl"));
        }
    }

    @Test
    void delegatesLookAlike() {
        classes()
                .that()
                .implement(JavaDelegate.class)
                .should()
                .haveSimpleNameEndingWith("Delegate")
                .andShould()
                .resideInAPackage("org.truckroll..process")
                .andShould()
                .notBePublic()
                .andShould()
                .haveModifier(JavaModifier.FINAL)
                .check(OURS);
        classes()
                .that()
                .haveSimpleNameEndingWith("Delegate")
                .should()
                .implement(JavaDelegate.class)
                .check(OURS);
        fields().that()
                .areDeclaredInClassesThat(assignableTo(JavaDelegate.class))
                .should()
                .beFinal()
                .because("a delegate has no state")
                .check(OURS);
    }

    @Test
    void engineServicesAreForLifecycleOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(in("lifecycle"))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(RuntimeService.class, TaskService.class, ManagementService.class)
                .check(OURS);
    }

    @Test
    void processAndWebPackagesHoldNoSql() {
        noClasses()
                .that()
                .resideInAnyPackage("org.truckroll..process..", "org.truckroll..web..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(JdbcClient.class)
                .check(OURS);
    }

    @Test
    void codeIsPlain() {
        noFields()
                .should()
                .beAnnotatedWith(Autowired.class)
                .orShould()
                .beAnnotatedWith(Value.class)
                .check(OURS);
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(OURS);
        noClasses()
                .that()
                // The engine speaks java.util.Date, and so do mail servers; their doors translate.
                .resideOutsideOfPackage(in("lifecycle"))
                .and()
                .doNotHaveSimpleName("ImapMailbox")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Date")
                .check(OURS);
    }

    @Test
    void timeComesFromTheClock() {
        noClasses()
                .should()
                .callMethodWhere(new DescribedPredicate<JavaMethodCall>("asks the machine for the time") {
                    @Override
                    public boolean test(JavaMethodCall call) {
                        return call.getTarget().getName().equals("now")
                                && call.getTarget().getRawParameterTypes().isEmpty()
                                && call.getTargetOwner().getPackageName().equals("java.time");
                    }
                })
                .check(OURS);
    }

    @Test
    void ownCodeIsInOurPackagesOnly() {
        classes().should().resideInAPackage("org.truckroll..").check(OURS);
    }

    /** Libraries that talk to meters directly are under the GPL; a bridge is a program of its own (docs/dlms-bridge.md). */
    @Test
    void noMeterProtocolLibraryIsOnTheClassPath() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.openmuc..", "gurux..", "com.gurux..")
                .check(OURS);
        for (String library : List.of("org/openmuc/jdlms/DlmsConnection.class", "gurux/dlms/GXDLMSClient.class")) {
            assertThat(ClassLoader.getSystemResource(library)).as(library).isNull();
        }
        assertThat(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .noneMatch(jar -> jar.matches(".*(jdlms|gurux)[^/\\\\]*\\.jar"));
    }

    private static String in(String module) {
        return ROOT + module + "..";
    }

    private static String[] all(List<String> modules) {
        return modules.stream().map(ArchitectureTest::in).toArray(String[]::new);
    }

    private static String[] without(List<String> modules, String one) {
        return all(modules.stream().filter(module -> !module.equals(one)).toList());
    }

    /** The classes named, and what is nested in them. */
    private static DescribedPredicate<JavaClass> oneOf(Set<String> names) {
        return DescribedPredicate.describe(
                "named to look behind the engine",
                type -> names.contains(type.getName().split("\\$")[0]));
    }
}
