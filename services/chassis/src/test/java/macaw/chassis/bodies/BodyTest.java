package macaw.chassis.bodies;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import macaw.chassis.access.Roles;
import macaw.chassis.testing.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TestKeys.class)
class BodyTest {
    @Test
    void whatMayBeLeftOutMayAlsoBeNull() {
        String whole = "{\"list\":\"food\",\"items\":[{\"name\":\"milk\"}],\"notes\":{\"milk\":\"cold\"}";
        for (String rest : new String[] {"}", ",\"shop\":null,\"buyer\":null}"}) {
            put("shopping", whole + rest)
                    .statusCode(200)
                    .body("items[0].name", equalTo("milk"))
                    .body("shop", nullValue())
                    .body("buyer", nullValue());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{'items':[],'notes':{}} | list",
                "{'list':null,'items':[],'notes':{}} | list",
                "{'list':'food','notes':{}} | items",
                "{'list':'food','items':null,'notes':{}} | items",
                "{'list':'food','items':[null],'notes':{}} | items",
                "{'list':'food','items':[{}],'notes':{}} | items[0].name",
                "{'list':'food','items':[{'name':null}],'notes':{}} | items[0].name",
                "{'list':'food','items':[],'notes':{'milk':null}} | notes",
                "{'list':'food','items':{},'notes':{}} | items",
                "{'list':['food'],'items':[],'notes':{}} | list",
            })
    void aFieldThatIsMissingOrNullOrOfAnotherTypeIsNamed(String body, String field) {
        put("shopping", body.replace('\'', '"'))
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("REQUEST_INVALID"))
                .body("detail", containsString("field " + field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "5", "\"text\"", "{", "}", "no JSON", " ", "\0\0\0\0", "[[[["})
    void whatIsNoObjectIsRefused(String body) {
        for (String route : new String[] {"shopping", "wish"}) {
            put(route, body).statusCode(400).body("code", equalTo("REQUEST_INVALID"));
        }
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        put("wish", new byte[] {0x7b, (byte) 0xff, (byte) 0xfe, 0, 0, (byte) 0xd8, 1})
                .statusCode(400)
                .body("code", equalTo("REQUEST_INVALID"));
        put("wish", new byte[] {0, 0, 0, 0x7b, 0x7f, 0, 0, 0, 1})
                .statusCode(400)
                .body("code", equalTo("REQUEST_INVALID"));
    }

    @Test
    void noBodyIsAnObjectWithoutFields() {
        put("wish", "").statusCode(200).body("wish", nullValue());
        put("shopping", "").statusCode(400).body("detail", containsString("field list"));
    }

    @Test
    void aBodyOfAnotherMediaTypeIsNobodysBug() {
        for (String type : new String[] {"text/plain", "application/xml", "nonsense"}) {
            given().header("Authorization", "Bearer " + TestKeys.key(Roles.OPERATOR))
                    .header("Content-Type", type)
                    .body("{\"wish\":\"milk\"}".getBytes(StandardCharsets.UTF_8))
                    .put("/v1/wish")
                    .then()
                    .statusCode(lessThan(500));
        }
    }

    private static ValidatableResponse put(String route, String body) {
        return put(route, body.getBytes(StandardCharsets.UTF_8));
    }

    private static ValidatableResponse put(String route, byte[] body) {
        return given().header("Authorization", "Bearer " + TestKeys.key(Roles.OPERATOR))
                .header("Content-Type", "application/json")
                .body(body)
                .put("/v1/" + route)
                .then();
    }
}
