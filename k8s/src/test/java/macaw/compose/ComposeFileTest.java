package macaw.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import macaw.k8s.Setting;
import macaw.k8s.SettingsCatalogue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** docker-compose.yml is held to the services' own settings, ports and paths: a setting with another name fails here. */
class ComposeFileTest {
    static final List<String> SERVICES = SettingsCatalogue.SERVICES;

    private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|SECRET|KEY|JAAS_CONFIG)$");
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:(\\d+):(\\d+)");

    private final ComposeFile file = new ComposeFile();

    @Test
    void theSystemAndWhatItStandsOnAreThere() {
        assertThat(file.services())
                .containsOnlyKeys(
                        "kafka",
                        "topics",
                        "postgres",
                        "labeling",
                        "generator",
                        "reward",
                        "trainer",
                        "prometheus",
                        "grafana",
                        "otel-collector");
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void everyVariableIsASettingAndEveryValueIsOne(String service) {
        Map<String, Setting> settings = SettingsCatalogue.of(service);
        file.environment(service).forEach((variable, written) -> {
            assertThat(settings)
                    .as("%s gets this, which is no setting of it", service)
                    .containsKey(variable);
            String value = ComposeFile.read(written);
            if (!value.isEmpty()) {
                assertThat(settings.get(variable).complaint(value))
                        .as("%s: %s", service, variable)
                        .isEmpty();
            }
        });
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void nothingThatAServiceCannotStartWithoutIsMissing(String service) {
        SettingsCatalogue.of(service).values().stream()
                .filter(Setting::required)
                .forEach(setting -> assertThat(file.environment(service).containsKey(setting.variable())
                                || ImageFile.environment().containsKey(setting.variable()))
                        .as("%s does not start without %s", service, setting.variable())
                        .isTrue());
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void thePortsAreTheServicesAndAreOpenToThisMachineOnly(String service) {
        Properties defaults = SettingsCatalogue.defaults(service);
        String http = defaults.getProperty("macaw.http.port");
        String management = defaults.getProperty("macaw.management.port");
        assertThat(file.list(service, "ports"))
                .extracting(ComposeFile::read)
                .containsExactly("127.0.0.1:" + http + ":" + http, "127.0.0.1:" + management + ":" + management);
        assertThat(ImageFile.text("containers/healthy")).contains(service + ") port=" + management + " ;;");
    }

    @Test
    void noPortIsOpenToOtherMachines() {
        file.services()
                .keySet()
                .forEach(service -> assertThat(file.list(service, "ports"))
                        .as(service)
                        .extracting(ComposeFile::read)
                        .allSatisfy(port -> assertThat(port).matches(PORT)));
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void everyAddressLeadsToAContainerThatListensThere(String service) {
        file.environment(service).forEach((variable, written) -> {
            String address = ComposeFile.read(written);
            if (variable.endsWith("_TARGET")) {
                String[] parts = address.split(":");
                assertThat(file.services()).as(variable).containsKey(parts[0]);
                assertThat(SettingsCatalogue.defaults(parts[0]).getProperty("macaw.http.port"))
                        .as(variable)
                        .isEqualTo(parts[1]);
            }
        });
        Map<String, String> kafka = file.environment("kafka");
        assertThat(ComposeFile.read(kafka.get("KAFKA_ADVERTISED_LISTENERS")))
                .contains("INSIDE://" + file.environment(service).get("MACAW_KAFKA_BOOTSTRAP"))
                .contains("HOST://127.0.0.1:8191");
        assertThat(file.list("topics", "command"))
                .contains(file.environment(service).get("MACAW_KAFKA_BOOTSTRAP"));
    }

    @Test
    void labelingsDatabaseIsTheOneThatIsMade() {
        Map<String, String> labeling = file.environment("labeling");
        Map<String, String> postgres = file.environment("postgres");
        assertThat(labeling)
                .containsEntry("MACAW_DATABASE_URL", "jdbc:postgresql://postgres:5432/" + postgres.get("POSTGRES_DB"))
                .containsEntry("MACAW_DATABASE_USER", postgres.get("POSTGRES_USER"))
                .containsEntry("MACAW_DATABASE_PASSWORD", postgres.get("POSTGRES_PASSWORD"));
    }

    @Test
    void noSecretStandsInTheFile() {
        file.services()
                .keySet()
                .forEach(service -> file.environment(service).forEach((variable, written) -> {
                    if (SECRET.matcher(variable).matches()) {
                        assertThat(written)
                                .as("%s: %s", service, variable)
                                .matches("\\$\\{MACAW_[A-Z_]+:\\?is not set; run \\./macaw secrets first}");
                    }
                }));
    }

    @Test
    void everyContainerOfOursCanDoNoMoreThanItHasTo() {
        file.services().forEach((name, service) -> {
            assertThat(service.get("cap_drop")).as(name).isEqualTo(List.of("ALL"));
            assertThat(service.get("security_opt")).as(name).isEqualTo(List.of("no-new-privileges:true"));
            if (SERVICES.contains(name) || name.equals("topics")) {
                assertThat(service.get("read_only")).as(name).isEqualTo(true);
                assertThat(String.valueOf(service.get("image")))
                        .isEqualTo("${MACAW_REGISTRY:-}macaw/%s:${MACAW_TAG:-0.1.0}"
                                .formatted(name.equals("topics") ? "tools" : name));
            }
        });
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void whatAServiceReadsAndWritesIsMounted(String service) {
        Map<String, String> image = ImageFile.environment();
        List<String> mounts = file.list(service, "volumes");
        assertThat(mounts)
                .contains("./.macaw-compose/keys.json:" + image.get("MACAW_ACCESS_KEYS_FILE") + ":ro")
                .contains("./.macaw-compose/session-secret:"
                        + file.environment(service).get("MACAW_SESSION_SECRET_FILE") + ":ro")
                .anyMatch(mount -> mount.endsWith(image.get("MACAW_STATE_DIR")));
        if (SettingsCatalogue.of(service).containsKey("MACAW_STORE")) {
            assertThat(mounts)
                    .as("only the trainer writes the store")
                    .contains("store:" + image.get("MACAW_STORE") + (service.equals("trainer") ? "" : ":ro"));
        }
        mounts.stream()
                .filter(mount -> !mount.startsWith(".") && mount.contains(":"))
                .forEach(mount -> assertThat(file.volumes()).containsKey(mount.split(":")[0]));
    }

    @Test
    void whatIsMountedOfThisTreeIsThere() {
        file.services()
                .keySet()
                .forEach(service -> file.list(service, "volumes").stream()
                        .filter(mount -> mount.startsWith("./") && !mount.startsWith("./.macaw-compose"))
                        .forEach(mount -> assertThat(ComposeFile.ROOT.resolve(mount.split(":")[0]))
                                .matches(Files::exists, "is there, for " + service)));
    }

    @Test
    void theImagesSetTheNativeLibrariesAsALocalStackDoes() {
        Map<String, String> image = ImageFile.environment();
        var entries = Pattern.compile("Map\\.entry\\(\"([A-Z_]+)\", \"([^\"]+)\"\\)")
                .matcher(ImageFile.text("local-stack/src/main/java/macaw/localstack/NativeEnvironment.java"));
        int seen = 0;
        for (; entries.find(); seen++) {
            assertThat(image).containsEntry(entries.group(1), entries.group(2));
        }
        assertThat(seen).isGreaterThan(8);
        assertThat(ImageFile.text("containers/run")).contains("OMP_NUM_THREADS", "MKL_NUM_THREADS");
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void theHeapIsThatOfALocalStack(String service) {
        var heap = Pattern.compile(service.toUpperCase(Locale.ROOT) + "\\(\\d+, (\\d+)")
                .matcher(ImageFile.text("local-stack/src/main/java/macaw/localstack/Service.java"));
        assertThat(heap.find()).isTrue();
        assertThat(ImageFile.text("containers/run")).contains(service + ") heap=" + heap.group(1) + "m ;;");
    }
}
