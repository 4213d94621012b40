package macaw.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;
import macaw.cli.systems.RestClient;
import macaw.cli.systems.ServiceAddress;

/**
 * What a service says of itself.
 *
 * @param part its name, or its replica's
 * @param address of its public port
 * @param health the answer of {@code /q/health/ready}, or why there is none
 * @param version that was built, as its metrics say; empty where they do not
 * @param ahead how far its clock is before ours, to a second; empty where it does not say
 * @param knowsKey whether the key was accepted; empty where there was no key to show or no answer
 */
record ServiceAnswer(
        String part,
        String address,
        Health health,
        Optional<String> version,
        Optional<Duration> ahead,
        Optional<Boolean> knowsKey) {
    private static final Pattern BUILD = Pattern.compile("^macaw_build\\{[^}]*version=\"([^\"]*)\"", Pattern.MULTILINE);
    private static final int UNAUTHORIZED = 401;

    /** What its management port says. */
    sealed interface Health {
        /** Its checks. */
        record Checks(boolean ready, JsonNode checks) implements Health {}

        /** Nobody answers. */
        record Silent(String reason) implements Health {}
    }

    static ServiceAnswer of(String part, ServiceAddress address, String key, InstantSource clock)
            throws InterruptedException {
        try (HttpClient client = RestClient.open()) {
            Health health;
            Optional<Duration> ahead = Optional.empty();
            try {
                HttpResponse<String> ready = get(client, address.managementUrl() + "/q/health/ready", "");
                JsonNode answer = new ObjectMapper().readTree(ready.body());
                health = new Health.Checks(answer.path("status").asText().equals("UP"), answer.path("checks"));
            } catch (IOException e) {
                health = new Health.Silent(address.managementUrl() + " does not answer: " + reason(e));
            }
            Optional<Boolean> knowsKey = Optional.empty();
            try {
                // A path that nobody has: whoever is not known does not learn that.
                HttpResponse<String> answer = get(client, address.url() + "/v1/none", key);
                ahead = ahead(answer, clock.instant());
                knowsKey = key.isEmpty() ? Optional.empty() : Optional.of(answer.statusCode() != UNAUTHORIZED);
            } catch (IOException e) {
                // said by its health
            }
            return new ServiceAnswer(part, address.url(), health, version(client, address), ahead, knowsKey);
        }
    }

    private static Optional<String> version(HttpClient client, ServiceAddress address) throws InterruptedException {
        try {
            var found = BUILD.matcher(
                    get(client, address.managementUrl() + "/q/metrics", "").body());
            return found.find() ? Optional.of(found.group(1)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> ahead(HttpResponse<?> answer, Instant now) {
        try {
            return answer.headers()
                    .firstValue("Date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME))
                    .map(date -> Duration.between(now, date.toInstant()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static HttpResponse<String> get(HttpClient client, String url, String key)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = RestClient.request(url);
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
