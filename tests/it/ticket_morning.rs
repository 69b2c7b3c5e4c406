//! The tickets that most tests of the screen of tickets look at.

use hotdesk::domain::lifecycle::{Asked, Duty};

use crate::ticket_floor::{Book, asked, matter, ticket};

/// The morning of a city's hotline: eight tickets in every state.
pub fn morning() -> Book {
    let mut book = Book::new();
    let (clerk, unit, lead) = (("pan", Duty::Clerk), ("shui", Duty::Unit), ("ban", Duty::Lead));
    let agent = ("li", Duty::Agent);
    let to_water = Asked { unit: Some("water".into()), ..asked("dispatch") };
    let with_power = Asked { joint: vec!["power".into()], ..to_water.clone() };
    book.submits("08:05:00", 1, matter("C101", "小区停水两天，水压恢复后水质发黄", "柳堤街道晨光里 8 号院"));
    book.does("08:20:00", 1, clerk, &with_power).does("08:40:00", 1, unit, &asked("sign"));
    book.does("09:10:00", 1, agent, &Asked { text: "来电人又来电询问".into(), ..asked("urge") });
    book.does("09:40:00", 1, agent, &asked("urge"));
    let supervise = Asked { text: "请说明停水原因和恢复时间".into(), ..asked("supervise") };
    book.does("10:00:00", 1, lead, &supervise);
    let more = Asked {
        reason: Some("works".into()),
        more: Some("2wd".parse().expect("an allowance")),
        text: "主管网爆裂，需开挖更换".into(),
        ..asked("extend")
    };
    book.asks("10:15:00", 1, unit, more);
    book.submits("08:30:00", 2, matter("C101", "自来水漏水，路面积水", "望湖区钟楼东路口"));
    book.does("08:35:00", 2, clerk, &to_water);
    book.submits("09:58:00", 3, matter("C102", "水费异常，一个月三倍", "青屏区松涧路 21 号"));
    book.told("10:20:30", 3, "dispatch", 75);
    book.submits("09:50:00", 4, matter("C101", "消防栓漏水", "南津区渡口街"));
    book.told("10:20:00", 4, "dispatch", 100);
    book.submits("10:25:00", 5, matter("C101", "晨光里小区无水", "柳堤街道晨光里 3 号院"));
    book.submits("08:10:00", 6, matter("C102", "二次供水水箱未清洗", "青屏区石桥街 5 号"));
    book.does("08:15:00", 6, clerk, &to_water).does("08:30:00", 6, unit, &asked("sign"));
    book.does("09:30:00", 6, unit, &Asked { text: "已清洗消毒，检测合格".into(), ..asked("reply") });
    book.submits("08:50:00", 7, matter("C101", "晨光里整片停水", "柳堤街道晨光里"));
    book.does("09:00:00", 7, clerk, &Asked { mother: Some(ticket(1)), ..asked("merge") });
    book.submits("10:28:00", 8, matter("C101", "测试工单", ""));
    book
}
