"""The short forms of the names of divisions: 耿马傣族佤族自治县 is also called 耿马县 or 耿马, 内蒙古自治区 内蒙古."""

import re

_PEOPLES = (
    "蒙古族|蒙古|回族|回|藏族|维吾尔族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|"
    "拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|柯尔克孜|土族|达斡尔族|达斡尔|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|锡伯|普米族|塔吉克族|塔吉克|怒族|"
    "鄂温克族|鄂温克|德昂族|保安族|裕固族|独龙族|鄂伦春族|各族"
)
_AUTONOMOUS = re.compile(rf"(?P<stem>.+?)(?:{_PEOPLES})+自治(?P<kind>[区州县旗])")
_PLAIN = re.compile(r"(?P<stem>.+?)(?P<kind>自治区|特别行政区|自治旗|地区|特区|林区|省|市|盟|县|区|旗)")
SHORTEST = 2


_ZONES = {"高新技术产业开发区": ("高新技术产业开发区", "高新区"), "经济技术开发区": ("经济技术开发区", "经开区")}


def zone_names(name: str, city: str) -> tuple[str, ...]:
    """Return the other names of a zone that bears the name of its city: 青禾高新区 and 青禾市高新区."""
    stem = city.removesuffix("市")
    rest = name.removeprefix(city) if name.startswith(city) else name.removeprefix(stem)
    if rest == name or not rest:
        return ()
    return tuple(
        other for kind in _ZONES.get(rest, (rest,)) for place in (city, stem) if (other := f"{place}{kind}") != name
    )


def short_names(name: str) -> tuple[str, ...]:
    """Return the other names that a division of this official name goes by, never shorter than two characters."""
    autonomous = _AUTONOMOUS.fullmatch(name)
    if autonomous:
        stem, kind = autonomous["stem"], autonomous["kind"]
        return (stem, f"{stem}{kind}") if len(stem) >= SHORTEST else (f"{stem}{kind}",)
    plain = _PLAIN.fullmatch(name)
    return (plain["stem"],) if plain and len(plain["stem"]) >= SHORTEST else ()
