"""Regions and shops of 晴川生活, and its head office."""

Words = dict[str, str]


def words(hant: str, en: str, hans: str) -> Words:
    return {"zh-Hant": hant, "en": en, "zh-Hans": hans}


COMPANY = words("晴川生活", "Qingchuan Living", "晴川生活")
SECOND = words("海嵐咖啡", "Hailan Coffee", "海岚咖啡")

# (external id, name, shops); a shop is 繁中, English, 简中.
REGIONS: tuple[tuple[str, Words, str], ...] = (
    ("north", words("北區", "North", "北区"),
     "信義 Xinyi 信义|大安 Da'an 大安|中山 Zhongshan 中山|松山 Songshan 松山|內湖 Neihu 内湖|士林 Shilin 士林|"
     "板橋 Banqiao 板桥|新店 Xindian 新店|永和 Yonghe 永和|淡水 Tamsui 淡水|桃園 Taoyuan 桃园|新竹 Hsinchu 新竹"),
    ("central", words("中區", "Central", "中区"),
     "西屯 Xitun 西屯|南屯 Nantun 南屯|北屯 Beitun 北屯|豐原 Fengyuan 丰原|大里 Dali 大里|沙鹿 Shalu 沙鹿|"
     "彰化 Changhua 彰化|員林 Yuanlin 员林|斗六 Douliu 斗六|苗栗 Miaoli 苗栗|草屯 Caotun 草屯|埔里 Puli 埔里"),
    ("south", words("南區", "South", "南区"),
     "嘉義 Chiayi 嘉义|新營 Xinying 新营|永康 Yongkang 永康|安平 Anping 安平|左營 Zuoying 左营|三民 Sanmin 三民|"
     "苓雅 Lingya 苓雅|鳳山 Fengshan 凤山|楠梓 Nanzi 楠梓|屏東 Pingtung 屏东|潮州 Chaozhou 潮州|東港 Donggang 东港"),
)

POSITIONS: dict[str, Words] = {
    "cashier": words("門市人員", "Cashier", "门店人员"),
    "barista": words("吧台手", "Barista", "吧台手"),
    "kitchen": words("熟食廚務", "Kitchen", "熟食厨务"),
    "warehouse": words("倉儲人員", "Warehouse", "仓储人员"),
    "shift_lead": words("值班主管", "Shift lead", "值班主管"),
    "store_manager": words("店長", "Store manager", "店长"),
    "area_manager": words("區經理", "Area manager", "区经理"),
    "training": words("教育訓練專員", "Training specialist", "培训专员"),
    "hr_analyst": words("人資分析", "HR analyst", "人资分析"),
    "systems": words("系統管理", "Systems", "系统管理"),
    "office": words("總部行政", "Head office", "总部行政"),
}


def shops() -> list[tuple[str, str, Words]]:
    """(external id, external id of the region, name) of all 36."""
    found = []
    for region, _, listed in REGIONS:
        for number, entry in enumerate(listed.split("|"), 1):
            hant, en, hans = entry.split(" ")
            found.append((f"{region}-{number:02d}", region, words(f"{hant}門市", f"{en} store", f"{hans}门店")))
    return found
