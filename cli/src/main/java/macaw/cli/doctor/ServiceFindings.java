package macaw.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is to be said of the services, given what they say of themselves. */
final class ServiceFindings {
    /** A lease of people's work is 15 minutes, a sign-in link as long: seconds do no harm. */
    private static final Duration SKEW = Duration.ofSeconds(10);

    private final List<Finding> findings = new ArrayList<>();

    private ServiceFindings() {}

    static List<Finding> of(List<ServiceAnswer> answers) {
        ServiceFindings all = new ServiceFindings();
        answers.forEach(all::service);
        all.versions(answers);
        return all.findings;
    }

    private void service(ServiceAnswer answer) {
        switch (answer.health()) {
            case ServiceAnswer.Health.Silent silent ->
                findings.add(Finding.bad(
                        answer.part(),
                        silent.reason(),
                        "is it started? its log says why not; is the port reachable from here?"));
            case ServiceAnswer.Health.Checks checks -> checks(answer, checks);
        }
        answer.ahead()
                .filter(ahead -> ahead.abs().compareTo(SKEW) > 0)
                .ifPresent(ahead -> findings.add(Finding.bad(
                        answer.part(),
                        "its clock is " + ahead.abs().toSeconds() + " s " + (ahead.isNegative() ? "behind" : "ahead of")
                                + " this machine's",
                        "let both follow a time server: leases, sessions and a run's times depend on it")));
        answer.knowsKey()
                .filter(known -> !known)
                .ifPresent(
                        unknown -> findings.add(
                                Finding.bad(
                                        answer.part(),
                                        "does not know the operator's key",
                                        "is MACAW_ACCESS_KEYS_FILE there the file of this key? It is read at the start: restart after a change")));
    }

    private void checks(ServiceAnswer answer, ServiceAnswer.Health.Checks checks) {
        if (checks.ready()) {
            findings.add(Finding.ok(
                    answer.part(),
                    "ready at " + answer.address()
                            + answer.version()
                                    .map(version -> ", version " + version)
                                    .orElse("")));
        }
        for (JsonNode check : checks.checks()) {
            if (!check.path("status").asText().equals("UP")) {
                findings.add(Finding.bad(
                        answer.part(),
                        "is not ready: " + check.path("name").asText() + data(check),
                        todo(check.path("name").asText())));
            } else {
                waits(answer, check);
            }
            migrations(answer, check);
        }
    }

    /** A trainer or a labeling service is ready without its broker, and gets nothing done that needs it. */
    private void waits(ServiceAnswer answer, JsonNode check) {
        String broker = check.path("data").path("broker").asText();
        if (!broker.isEmpty() && !broker.startsWith("answers since")) {
            findings.add(Finding.note(answer.part(), "is ready, but its broker " + broker));
        }
    }

    private static String data(JsonNode check) {
        List<String> data = new ArrayList<>();
        for (var each : check.path("data").properties()) {
            String said = each.getValue().asText();
            // what is wrong with the topics is said of the broker, and again each by itself
            if (!each.getKey().startsWith("error ") || data.stream().noneMatch(before -> before.contains(said))) {
                data.add(each.getKey() + ": " + said);
            }
        }
        return data.isEmpty() ? "" : " (" + String.join("; ", data) + ")";
    }

    private static String todo(String check) {
        return switch (check) {
            case "kafka" ->
                "it goes on by itself once the broker and its topics are as above; a topic that is wrong has to be mended";
            case "database" -> "start PostgreSQL; is MACAW_DATABASE_URL right, and does it let MACAW_DATABASE_USER in?";
            case "store", "artefact store" ->
                "mount the store where MACAW_STORE says, writable for the trainer; is there room?";
            case "taking work" -> "it is shutting down";
            default -> "its log says more";
        };
    }

    private void migrations(ServiceAnswer answer, JsonNode check) {
        String has = check.path("data").path("schema").asText();
        String knows = check.path("data").path("schema of this build").asText();
        if (has.isEmpty()) {
            return;
        }
        findings.add(
                has.equals(knows)
                        ? Finding.ok("migrations", answer.part() + "'s database has schema " + has)
                        : Finding.bad(
                                "migrations",
                                answer.part() + "'s database has schema " + has + ", and this build knows " + knows,
                                "run one version of labeling: an older one does not know what a newer one has made of the database"));
    }

    private void versions(List<ServiceAnswer> answers) {
        Map<String, List<String>> parts = new TreeMap<>();
        for (ServiceAnswer answer : answers) {
            Optional<String> version = answer.version();
            version.ifPresent(known ->
                    parts.computeIfAbsent(known, each -> new ArrayList<>()).add(answer.part()));
        }
        if (parts.size() == 1) {
            findings.add(Finding.ok(
                    "versions", "all are " + parts.keySet().iterator().next()));
        } else if (parts.size() > 1) {
            String all = parts.entrySet().stream()
                    .map(each -> each.getKey() + " (" + String.join(", ", each.getValue()) + ")")
                    .collect(Collectors.joining(", "));
            findings.add(Finding.bad(
                    "versions",
                    "differ: " + all,
                    "roll out one version; generators of one run have to be of one build"));
        }
    }
}
