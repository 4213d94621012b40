package macaw.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import macaw.localstack.Address;

/** A service's REST routes and pages. */
final class RestDoor implements Door {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    private final Address address;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    RestDoor(Address address) {
        this.address = address;
    }

    /** All that the service's OpenAPI page lists: {@code METHOD /path/{parameter}}. */
    Set<String> routes() {
        try {
            HttpResponse<String> page = client.send(
                    HttpRequest.newBuilder(URI.create(address.url() + "/q/openapi?format=json"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            JsonNode paths = new ObjectMapper().readTree(page.body()).path("paths");
            Set<String> routes = new TreeSet<>();
            paths.properties()
                    .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                        if (METHODS.contains(method)) {
                            routes.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                        }
                    }));
            return routes;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no OpenAPI page at " + address.url(), e);
        }
    }

    @Override
    public Entry knock(String route, String key) {
        int status = status(route, key, route.startsWith("GET") || route.startsWith("DELETE") ? "" : "{}");
        return status == 401 ? Entry.WHO_ARE_YOU : status == 403 ? Entry.NOT_YOU : Entry.OPEN;
    }

    /** What a route answers to a body that claims to be JSON. */
    int status(String route, String key, String body) {
        String[] words = route.split(" ");
        URI uri = URI.create(address.url() + words[1].replaceAll("\\{[^}]*}", "none"));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .method(
                        words[0],
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(route + " does not answer", e);
        }
    }
}
