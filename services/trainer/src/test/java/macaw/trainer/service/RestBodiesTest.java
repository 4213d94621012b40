package macaw.trainer.service;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import macaw.chassis.access.Roles;
import macaw.chassis.testing.TestKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TrainerStack.class)
@Tag("integration")
class RestBodiesTest {
    @TestHTTPResource
    URI address;

    @Test
    void anAliasNeedsAVersion() {
        for (String body : new String[] {"{}", "", "{\"version\":null}", "{\"version\":{}}"}) {
            send("PUT", "/v1/aliases/policy/best", body)
                    .statusCode(400)
                    .body("code", equalTo("REQUEST_INVALID"))
                    .body("detail", containsString("version"));
        }
        send("PUT", "/v1/aliases/policy/best", "{\"version\":\"\"}")
                .statusCode(400)
                .body("code", equalTo("NAME_INVALID"));
    }

    @Test
    void aRunNeedsAKindAndSettingsThatAreAnObject() {
        for (String body : new String[] {"{}", "", "{\"kind\":null}", "{\"kind\":\"wish\"}", "{\"kind\":[]}"}) {
            send("POST", "/v1/runs", body).statusCode(400).body("code", equalTo("REQUEST_INVALID"));
        }
        for (String settings : new String[] {"null", "5", "[]", "\"text\"", "{}", "{\"output\":null}"}) {
            send("POST", "/v1/runs", "{\"kind\":\"sft\",\"settings\":" + settings + "}")
                    .statusCode(400)
                    .body("code", equalTo("SETTINGS_INVALID"));
        }
    }

    private ValidatableResponse send(String method, String route, String body) {
        return RestAssured.given()
                .header("Authorization", "Bearer " + TestKeys.key(Roles.OPERATOR))
                .contentType("application/json")
                .body(body)
                .request(method, address.resolve(route))
                .then();
    }
}
